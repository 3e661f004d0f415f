// When packets arrive over the emulated links, against closed forms: no kernel and no clock.

#include "experiments/validation/link_schedule.hpp"

#include <catch2/catch.hpp>
#include <vector>

using namespace fathom;
using namespace fathom::literals;

namespace {

constexpr Bytes kPacket{1'500};
constexpr LinkSpec kLink{Bandwidth::bits_per_s(12'000'000), 5_ms};  // 1500 bytes take 1 ms

Packet packet(std::size_t from, std::size_t to, Bytes size = kPacket) {
  return {from, to, from * 16 + to, std::vector<std::byte>(static_cast<std::size_t>(size.count()))};
}

/// Who sent what arrives, and when, for a caller that comes back when it is told to.
std::vector<std::pair<std::size_t, SimTime>> arrivals(LinkSchedule& schedule) {
  std::vector<std::pair<std::size_t, SimTime>> result;
  while (const auto next = schedule.next()) {
    while (const auto arrival = schedule.take(*next)) {
      result.emplace_back(arrival->packet.from, arrival->time);
    }
  }
  return result;
}

constexpr SimTime at(SimDuration time) { return SimTime{0} + time; }

using Arrivals = std::vector<std::pair<std::size_t, SimTime>>;

}  // namespace

TEST_CASE("a packet alone takes its bytes over the rate once, and the latency") {
  LinkSchedule schedule(2, kLink);
  schedule.accept(packet(0, 1), at(3_ms));
  CHECK_FALSE(schedule.take(at(9_ms - 1_ns)).has_value());
  CHECK(arrivals(schedule) == Arrivals{{0, at(9_ms)}});
}

TEST_CASE("packets of one host leave one after the other") {
  LinkSchedule schedule(3, kLink);
  schedule.accept(packet(0, 1), at(0_ms));
  schedule.accept(packet(0, 2), at(0_ms));
  schedule.accept(packet(0, 1, Bytes{150}), at(0_ms));
  CHECK(arrivals(schedule) == Arrivals{{0, at(6_ms)}, {0, at(7_ms)}, {0, at(7'100_us)}});
}

TEST_CASE("packets of several hosts enter a host one after the other, as they come") {
  LinkSchedule schedule(4, kLink);
  schedule.accept(packet(2, 0), at(0_ms));
  schedule.accept(packet(1, 0), at(0_ms));
  schedule.accept(packet(3, 0), at(1'500_us));
  CHECK(arrivals(schedule) == Arrivals{{2, at(6_ms)}, {1, at(7_ms)}, {3, at(8_ms)}});
}

// Two hosts fill a third's ingress twice as fast as it empties: what comes at 55 ms would wait
// behind 50 packets, and waits for one of each.
TEST_CASE("whoever sends little does not wait behind the queue of others") {
  LinkSchedule schedule(4, kLink);
  for (int i = 0; i < 100; ++i) schedule.accept(packet(1, 0), at(0_ms));
  for (int i = 0; i < 100; ++i) schedule.accept(packet(3, 0), at(0_ms));
  for (int i = 0; i < 3; ++i) schedule.accept(packet(2, 0), at(50_ms));
  const Arrivals all = arrivals(schedule);
  REQUIRE(all.size() == 203);
  CHECK(all.back().second == at(5_ms + 203_ms));  // never idle
  std::vector<SimTime> little;
  int of_host1 = 0, of_host3 = 0;
  for (const auto& [from, time] : all) {
    if (from == 2) little.push_back(time);
    if (from == 1 && time <= at(100_ms)) ++of_host1;
    if (from == 3 && time <= at(100_ms)) ++of_host3;
  }
  CHECK(little.front() <= at(55_ms + 3_ms));
  CHECK(little.back() <= at(55_ms + 9_ms + 1_ms));
  CHECK(of_host1 == of_host3);  // of 95 packets, 92
}

TEST_CASE("flows of one host take turns as they leave it") {
  LinkSchedule schedule(3, kLink);
  for (int i = 0; i < 3; ++i) schedule.accept(packet(0, 1), at(0_ms));
  schedule.accept(packet(0, 2), at(0_ms));
  std::vector<std::size_t> to;
  while (const auto next = schedule.next()) {
    while (const auto arrival = schedule.take(*next)) to.push_back(arrival->packet.to);
  }
  CHECK(to == std::vector<std::size_t>{1, 2, 1, 1});
}

TEST_CASE("the two directions of a host do not hold each other up") {
  LinkSchedule schedule(2, kLink);
  schedule.accept(packet(0, 1), at(0_ms));
  schedule.accept(packet(1, 0), at(0_ms));
  CHECK(arrivals(schedule) == Arrivals{{0, at(6_ms)}, {1, at(6_ms)}});
}

TEST_CASE("a caller that comes late finds the times that it would have found in time") {
  LinkSchedule schedule(3, kLink);
  for (int i = 0; i < 3; ++i) schedule.accept(packet(1, 0), at(0_ms));
  for (int i = 0; i < 3; ++i) schedule.accept(packet(2, 0), at(500_us));
  for (const SimDuration due : {6_ms, 7_ms, 8_ms, 9_ms, 10_ms, 11_ms}) {
    const auto arrival = schedule.take(at(1_s));
    REQUIRE(arrival.has_value());
    CHECK(arrival->time == at(due));
  }
  CHECK_FALSE(schedule.next().has_value());
}
