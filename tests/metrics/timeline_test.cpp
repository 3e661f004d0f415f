#include "metrics/timeline.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>
#include <random>
#include <vector>

#include "metrics/errors.hpp"

using namespace fathom;

namespace {

// Sent at 10, behind others until 25, first byte alone on its way from 30, last byte out at 50,
// arrived at 80: queueing 10 to 30, serialisation 30 to 50, latency 50 to 80.
const MessageLife kLife{SimTime{10}, SimTime{25}, SimTime{50}, SimTime{80}, SimDuration{20}};

SimDuration part(const TimeParts& parts, TimePart which) {
  return parts[static_cast<std::size_t>(which)];
}

SimDuration sum(const TimeParts& parts) {
  return std::accumulate(parts.begin(), parts.end(), SimDuration{});
}

TimeParts parts_of(const std::vector<std::pair<TimePart, std::int64_t>>& given) {
  TimeParts parts{};
  for (const auto& [which, ns] : given) parts[static_cast<std::size_t>(which)] = SimDuration{ns};
  return parts;
}

TimeParts split(std::int64_t begin, std::int64_t end, PartyId sender = kServer1) {
  return split_idle(SimTime{begin}, SimTime{end}, kLife, sender);
}

Label layer(LayerId id, std::uint32_t step = 0) { return Label{.layer = id, .step = step}; }

}  // namespace

TEST_CASE("a wait is split by the life of the message that ended it") {
  CHECK(split(0, 80) == parts_of({{TimePart::wait_peer, 10},
                                  {TimePart::queueing, 20},
                                  {TimePart::serialisation, 20},
                                  {TimePart::latency, 30}}));
}

TEST_CASE("handshakes and pauses of the window are parts of their own") {
  // 100: sent; to 130 handshake; then 20 behind others, 40 of pauses, 10 of bytes; arrived at 250.
  const MessageLife life{SimTime{100},    SimTime{130},    SimTime{200},   SimTime{250},
                         SimDuration{10}, SimDuration{30}, SimDuration{40}};
  CHECK(split_idle(SimTime{0}, SimTime{255}, life, kServer1) ==
        parts_of({{TimePart::wait_peer, 100},
                  {TimePart::setup, 30},
                  {TimePart::queueing, 20},
                  {TimePart::slow_start, 40},
                  {TimePart::serialisation, 10},
                  {TimePart::latency, 50},
                  {TimePart::wait_machine, 5}}));
  CHECK(life.queueing() == SimDuration{20});
}

TEST_CASE("what lies before the wait does not count, in whichever part the wait begins") {
  CHECK(split(4, 80) == parts_of({{TimePart::wait_peer, 6},
                                  {TimePart::queueing, 20},
                                  {TimePart::serialisation, 20},
                                  {TimePart::latency, 30}}));
  CHECK(
      split(12, 80) ==
      parts_of({{TimePart::queueing, 18}, {TimePart::serialisation, 20}, {TimePart::latency, 30}}));
  CHECK(split(45, 80) == parts_of({{TimePart::serialisation, 5}, {TimePart::latency, 30}}));
  CHECK(split(60, 80) == parts_of({{TimePart::latency, 20}}));
  CHECK(split(80, 80) == TimeParts{});
}

TEST_CASE("what lies after the wait does not count, and after the arrival the machine was busy") {
  CHECK(split(0, 7) == parts_of({{TimePart::wait_peer, 7}}));
  CHECK(split(0, 15) == parts_of({{TimePart::wait_peer, 10}, {TimePart::queueing, 5}}));
  CHECK(split(20, 35) == parts_of({{TimePart::queueing, 10}, {TimePart::serialisation, 5}}));
  CHECK(split(90, 95) == parts_of({{TimePart::wait_machine, 5}}));
}

TEST_CASE("waiting for a message that is not yet sent is told by its sender") {
  const auto waiting_for = [](PartyId sender) { return split(0, 10, sender); };
  CHECK(waiting_for(kServer0) == parts_of({{TimePart::wait_peer, 10}}));
  CHECK(waiting_for(kServer1) == parts_of({{TimePart::wait_peer, 10}}));
  CHECK(waiting_for(kProducer) == parts_of({{TimePart::wait_producer, 10}}));
  CHECK(waiting_for(PartyId::provider(0)) == parts_of({{TimePart::wait_provider, 10}}));
  CHECK(waiting_for(PartyId::provider(9)) == parts_of({{TimePart::wait_provider, 10}}));
}

TEST_CASE("the parts of any wait add up to it") {
  std::mt19937 random(1);
  const auto up_to = [&random](int most) { return SimDuration{static_cast<int>(random() % most)}; };
  for (int i = 0; i < 2000; ++i) {
    MessageLife life;
    life.sent = SimTime{} + up_to(50);
    life.started = life.sent + up_to(20);
    const SimDuration alone = up_to(20);
    life.alone = alone;
    life.transmitted = life.started + alone + up_to(20);
    life.delivered = life.transmitted + up_to(30);
    const SimTime begin = SimTime{} + up_to(120);
    const SimTime end = begin + up_to(120);
    const TimeParts parts = split_idle(begin, end, life, kProducer);
    REQUIRE(sum(parts) == end - begin);
    REQUIRE(std::ranges::min(parts) >= SimDuration{});
    const auto overlap = [&](SimTime from, SimTime to) {
      return std::max(SimDuration{}, std::min(end, to) - std::max(begin, from));
    };
    const SimTime alone_from{life.transmitted.ns() - alone.count()};
    REQUIRE(part(parts, TimePart::wait_producer) == overlap(SimTime{}, life.sent));
    REQUIRE(part(parts, TimePart::queueing) == overlap(life.sent, alone_from));
    REQUIRE(part(parts, TimePart::serialisation) == overlap(alone_from, life.transmitted));
  }
}

TEST_CASE("a party's time is told row by row, steps added up") {
  Timeline timeline;
  timeline.busy(kServer0, layer(1, 1), SimTime{0}, SimTime{5});
  timeline.idle(kServer0, layer(2, 1), SimTime{80}, kLife, kProducer);
  timeline.busy(kServer0, layer(1, 2), SimTime{80}, SimTime{90});
  timeline.busy(kServer1, layer(1, 1), SimTime{0}, SimTime{30});
  CHECK(timeline.end_of(kServer0) == SimTime{90});
  CHECK(timeline.end_of(kServer1) == SimTime{30});
  CHECK(timeline.end_of(kProducer) == SimTime{0});
  CHECK(timeline.end() == SimTime{90});
  REQUIRE(timeline.rows().size() == 3);
  CHECK(timeline.rows().at({kServer0, layer(1)}) == parts_of({{TimePart::busy, 15}}));
  CHECK(timeline.rows().at({kServer1, layer(1)}) == parts_of({{TimePart::busy, 30}}));
  CHECK(timeline.rows().at({kServer0, layer(2)}) == parts_of({{TimePart::wait_producer, 5},
                                                              {TimePart::queueing, 20},
                                                              {TimePart::serialisation, 20},
                                                              {TimePart::latency, 30}}));
}

TEST_CASE("a gap or a step back in a party's time is a bug, and no time is no row") {
  Timeline timeline;
  timeline.busy(kServer0, layer(1), SimTime{0}, SimTime{10});
  CHECK_THROWS_AS(timeline.busy(kServer0, layer(1), SimTime{11}, SimTime{12}), InternalError);
  CHECK_THROWS_AS(timeline.busy(kServer0, layer(1), SimTime{9}, SimTime{12}), InternalError);
  CHECK_THROWS_AS(timeline.idle(kServer0, layer(1), SimTime{9}, kLife, kServer1), InternalError);
  timeline.busy(kServer0, layer(2), SimTime{10}, SimTime{10});
  timeline.idle(kServer0, layer(3), SimTime{10}, kLife, kServer1);
  CHECK(timeline.rows().size() == 1);
}

// The producer computes 20 and sends; server 1 waits, computes 30 from 60 on but sends after 20 of
// them; server 0 computes 5, waits until 130 and computes to the end at 150.
TEST_CASE("the critical path leads from the end through senders back to the start") {
  const MessageLife to1{SimTime{20}, SimTime{20}, SimTime{40}, SimTime{60}, SimDuration{15}};
  const MessageLife to0{SimTime{80}, SimTime{90}, SimTime{120}, SimTime{130}, SimDuration{30}};
  Timeline timeline;
  timeline.busy(kProducer, layer(1), SimTime{0}, SimTime{20});
  timeline.busy(kProducer, layer(9), SimTime{20}, SimTime{100});
  timeline.idle(kServer1, layer(2), SimTime{60}, to1, kProducer);
  timeline.busy(kServer1, layer(3), SimTime{60}, SimTime{90});
  timeline.busy(kServer0, layer(4), SimTime{0}, SimTime{5});
  timeline.idle(kServer0, layer(5), SimTime{130}, to0, kServer1);
  timeline.busy(kServer0, layer(6), SimTime{130}, SimTime{150});

  const Timeline::CriticalPath path = timeline.critical_path();
  const std::map<Label, SimDuration> rows{{layer(6), SimDuration{20}},
                                          {layer(5), SimDuration{50}},
                                          {layer(3), SimDuration{20}},
                                          {layer(2), SimDuration{40}},
                                          {layer(1), SimDuration{20}}};
  CHECK(path.rows == rows);
  CHECK(path.parts == parts_of({{TimePart::busy, 60},
                                {TimePart::queueing, 5 + 10},
                                {TimePart::serialisation, 15 + 30},
                                {TimePart::latency, 20 + 10}}));
  CHECK(path.bound() == TimePart::busy);
}

TEST_CASE("a message sent before the wait began takes the path back to when it was sent") {
  const MessageLife early{SimTime{10}, SimTime{10}, SimTime{10}, SimTime{100}, SimDuration{0}};
  Timeline timeline;
  timeline.busy(kServer0, layer(1), SimTime{0}, SimTime{40});
  timeline.idle(kServer0, layer(2), SimTime{100}, early, kServer1);
  timeline.busy(kServer1, layer(3), SimTime{0}, SimTime{30});
  const Timeline::CriticalPath path = timeline.critical_path();
  CHECK(path.rows ==
        std::map<Label, SimDuration>{{layer(2), SimDuration{90}}, {layer(3), SimDuration{10}}});
  CHECK(path.bound() == TimePart::latency);
}

TEST_CASE("the pieces of the critical path of any run add up to the run") {
  std::mt19937 random(2);
  const auto up_to = [&random](int most) { return SimDuration{static_cast<int>(random() % most)}; };
  for (int repeat = 0; repeat < 50; ++repeat) {
    Timeline timeline;
    for (int i = 0; i < 100; ++i) {
      const PartyId sender = PartyId::provider(random() % 4);
      const PartyId receiver = PartyId::provider(random() % 4);
      const SimTime start = timeline.end_of(sender);
      timeline.busy(sender, layer(static_cast<LayerId>(random() % 5)), start, start + up_to(10));
      MessageLife life;
      life.sent = timeline.end_of(sender);
      life.started = life.sent + up_to(5);
      life.alone = up_to(5);
      life.transmitted = life.started + life.alone + up_to(5);
      life.delivered = life.transmitted + up_to(20);
      if (sender == receiver || life.delivered < timeline.end_of(receiver)) continue;
      timeline.idle(receiver, layer(static_cast<LayerId>(random() % 5)), life.delivered, life,
                    sender);
    }
    const Timeline::CriticalPath path = timeline.critical_path();
    SimDuration of_rows;
    for (const auto& [label, time] : path.rows) of_rows += time;
    REQUIRE(of_rows == timeline.end() - SimTime{});
    REQUIRE(sum(path.parts) == timeline.end() - SimTime{});
  }
}

TEST_CASE("an empty timeline has an empty critical path") {
  const Timeline timeline;
  CHECK(timeline.end() == SimTime{});
  CHECK(timeline.critical_path().rows.empty());
  CHECK(sum(timeline.critical_path().parts) == SimDuration{});
}

TEST_CASE("parts of time are called as the columns of the table of times") {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < kTimeParts; ++i) names.push_back(to_string(static_cast<TimePart>(i)));
  CHECK(names == std::vector<std::string_view>{"busy", "wait_peer", "wait_producer",
                                               "wait_provider", "wait_machine", "queueing",
                                               "slow_start", "serialisation", "latency", "setup"});
}
