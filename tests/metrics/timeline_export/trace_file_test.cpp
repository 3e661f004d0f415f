#include "metrics/timeline_export/trace_file.hpp"

#include <catch2/catch.hpp>

#include "metrics/timeline_export/link_rates.hpp"
#include "tests/metrics/timeline_export/trace_reading.hpp"

using namespace fathom;
using test::ReadSlice;
using test::TraceReading;

namespace {

// Sent at 10, behind others until 25, first byte alone on its way from 30, last byte out at 50,
// arrived at 80: queueing 10 to 30, serialisation 30 to 50, latency 50 to 80.
const MessageLife kLife{SimTime{10}, SimTime{25}, SimTime{50}, SimTime{80}, SimDuration{20}};
const Label kMatmul{Phase::online, Pass::forward, 1, Operation::matmul, MaterialType::dot, 1};
const Label kTruncate{Phase::online, Pass::forward, 1, Operation::truncate, MaterialType::none, 1};
const Label kNextStep{Phase::online, Pass::forward, 1, Operation::matmul, MaterialType::dot, 2};

/// Server 1 computes 10 ns and sends 100 bytes; server 0 waits for them, computes 5 ns, 7 in the
/// next operation and 3 in the next step. Another message arrives when it is done with everything.
class SmallRun {
 public:
  SmallRun() {
    layers_.add("dense\"1\"");
    timeline_.set_observer(&log_);
    timeline_.busy(kServer1, kMatmul, SimTime{0}, SimTime{10});
    const Link link{kServer1, kServer0};
    log_.add_message(link, kMatmul, MessageKind::opening, Elements{12}, Bytes{100}, kLife);
    timeline_.idle(kServer0, kMatmul, SimTime{80}, kLife, kServer1);
    timeline_.busy(kServer0, kMatmul, SimTime{80}, SimTime{85});
    timeline_.busy(kServer0, kTruncate, SimTime{85}, SimTime{92});
    timeline_.busy(kServer0, kNextStep, SimTime{92}, SimTime{95});
    const MessageLife late{SimTime{50}, SimTime{50}, SimTime{50}, SimTime{200}, SimDuration{}};
    log_.add_message(link, kMatmul, MessageKind::opening, Elements{0}, Bytes{100}, late);
  }

  [[nodiscard]] std::string text() const {
    std::string text;
    write_trace(log_, {}, layers_, [&text](std::string_view piece) { text += piece; });
    return text;
  }
  [[nodiscard]] const EventLog& log() const { return log_; }

 private:
  LayerNames layers_;
  EventLog log_{Transport{}};
  Timeline timeline_;
};

std::string shown(const std::vector<ReadSlice>& slices) {
  std::string text;
  for (const ReadSlice& slice : slices) {
    text += std::string(2 * slice.around.size(), ' ') + slice.name + " " +
            std::to_string(slice.begin) + "-" + std::to_string(slice.end) + "\n";
  }
  return text;
}

/// What a reader says of the small run's file after `from` was replaced by `to` at its first place.
std::vector<std::string> faults_with(const std::string& from, const std::string& to) {
  std::string text = SmallRun().text();
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return TraceReading(text.replace(at, from.size(), to)).faults;
}

}  // namespace

TEST_CASE("a party's time is slices in slices, each ended where what it names changes") {
  const TraceReading reading(SmallRun().text());
  CHECK(reading.faults.empty());
  CHECK(shown(reading.slices.at("server0/time")) ==
        "      wait_peer 0-10\n"
        "      queueing 10-30\n"
        "      serialisation 30-50\n"
        "      latency 50-80\n"
        "      busy 80-85\n"
        "    matmul 0-85\n"
        "      busy 85-92\n"
        "    truncate 85-92\n"
        "  dense\"1\" forward 0-92\n"
        "step 1 0-92\n"
        "      busy 92-95\n"
        "    matmul 92-95\n"
        "  dense\"1\" forward 92-95\n"
        "step 2 92-95\n");
  const ReadSlice& wait = reading.slices.at("server0/time").front();
  CHECK(wait.args == test::Json{{"sender", "server1"}, {"message", 1}, {"wire_bytes", 152}});
  CHECK(wait.around.at(2) ==
        test::Json{{"operation", "matmul"}, {"phase", "online"}, {"material", "dot"}, {"step", 1}});
}

TEST_CASE("every message is an arrow between two slices, even after its receiver's end") {
  const TraceReading reading(SmallRun().text());
  REQUIRE(reading.arrows.size() == 2);
  const TraceReading::Arrow& first = reading.arrows.front();
  CHECK(first.from == "server1");
  CHECK(first.to == "server0");
  CHECK(first.args.at("operation") == "matmul");
  CHECK(first.args.at("elements") == 12);
  CHECK(first.args.at("wire_bytes") == 152);  // one segment's headers take 52 bytes
  CHECK(first.args.at("queueing_ns") == 20);
  CHECK(first.args.at("serialisation_ns") == 20);
  CHECK(first.args.at("latency_ns") == 30);
  CHECK(shown(reading.slices.at("server1/messages")) ==
        "matmul opening to server0 10-10\nmatmul opening to server0 50-50\n");
  CHECK(shown(reading.slices.at("server0/messages")) ==
        "matmul opening from server1 80-80\nmatmul opening from server1 200-200\n");
}

TEST_CASE("a link's rate is a message's bits over its time; one of no time takes a microsecond") {
  const auto rates = link_rates(SmallRun().log().messages());
  const std::vector<RateStep>& steps = rates.at({kServer1, kServer0});
  REQUIRE(steps.size() == 3);
  CHECK(steps[0].time == SimTime{25});
  CHECK(steps[0].bits_per_s == 152LL * 8 * 1'000'000'000 / 25);
  CHECK(steps[1].time == SimTime{50});
  CHECK(steps[1].bits_per_s == 152LL * 8 * 1'000'000);
  CHECK(steps[2].time == SimTime{1'050});
  CHECK(steps[2].bits_per_s == 0);
  const TraceReading reading(SmallRun().text());
  CHECK(test::integral(reading.counters.at("server1 > server0")) == 2 * 152 * 8 * 1e9);
}

TEST_CASE("pieces of time that are alike are one, and each wait names the message that ended it") {
  EventLog log{Transport{}};
  Timeline timeline;
  timeline.set_observer(&log);
  const Link link{kServer1, kServer0};
  for (const std::int64_t bytes : {1, 2}) {  // two arrive at one instant: the first ended the wait
    log.add_message(link, kMatmul, MessageKind::opening, Elements{}, Bytes{bytes}, kLife);
  }
  timeline.idle(kServer0, kMatmul, SimTime{80}, kLife, kServer1);
  timeline.busy(kServer0, kMatmul, SimTime{80}, SimTime{81});
  timeline.busy(kServer0, kMatmul, SimTime{81}, SimTime{82});
  const std::vector<TimePiece>& pieces = log.times().at(kServer0);
  REQUIRE(pieces.size() == 5);
  CHECK(pieces.front().message == 1);
  CHECK(pieces.back().begin == SimTime{80});
  CHECK(pieces.back().end == SimTime{82});
  CHECK(pieces.back().message == 0);
}

TEST_CASE("times of days keep their nanoseconds") {
  EventLog log{Transport{}};
  const std::int64_t week = 7LL * 24 * 3600 * 1'000'000'000;
  const MessageLife life{SimTime{week + 1}, SimTime{week + 2}, SimTime{week + 12},
                         SimTime{week + 999'999}, SimDuration{10}};
  log.add_message({kProducer, kServer1}, {}, MessageKind::key, {}, Bytes{9}, life);
  std::string text;
  write_trace(log, {}, {}, [&text](std::string_view piece) { text += piece; });
  CHECK(text.find("\"ts\":604800000000.001,") != std::string::npos);
  CHECK(text.find("\"ts\":604800000999.999,") != std::string::npos);
}

TEST_CASE("a run in which nothing happened is a file of no events") {
  std::string text;
  write_trace(EventLog{Transport{}}, {}, {}, [&text](std::string_view piece) { text += piece; });
  const TraceReading reading(text);
  CHECK(reading.faults.empty());
  CHECK(reading.slices.empty());
}

TEST_CASE("a reader sees what breaks the format") {
  const auto finds = [](const char* from, const char* to, const std::string& what) {
    const std::vector<std::string> faults = faults_with(from, to);
    INFO(what);
    CHECK(std::ranges::count(faults, what) > 0);
  };
  finds(R"("ph":"E")", R"("ph":"X","name":"","dur":0)", "a slice is never ended");
  finds(R"("ph":"B")", R"("ph":"X","dur":0)", "a slice ends that was not begun");
  finds(R"("ts":0.080)", R"("ts":0.08)", "a timestamp is not exact");
  finds(R"("ph":"f","cat":"message","ts":0.080)", R"("ph":"f","cat":"message","ts":0.081)",
        "an end of an arrow is in no slice");
  finds(R"("ph":"f","cat":"message","ts":0.080)", R"("ph":"f","cat":"message","ts":0.009)",
        "an arrow ends before it starts");
  finds(R"("id":2)", R"("id":1)", "two arrows have one number");
  finds(R"("bits_per_s":)", R"("bits_per_s":true,"more":)", "a counter is no number");
  finds(R"("cat":"time")", R"("dog":"time")", "an event has no category");
  finds("thread_name", "no_name", "a track has no name");
}
