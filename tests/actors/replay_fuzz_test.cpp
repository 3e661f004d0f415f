#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <sstream>

#include "actors/replay/recorded_run.hpp"
#include "metrics/digest.hpp"
#include "tests/actors/network/sentence.hpp"
#include "tests/mutator.hpp"
#include "tests/nn/data/files.hpp"

namespace fathom {
namespace {

using testing::is_sentence;
using testing::Mutator;
using testing::ScratchDirectory;
using testing::sentence_of;
using Kind = TraceEvent::Kind;
using Lines = std::vector<std::string>;

TraceEvent event(Kind kind, std::uint64_t index = 0) {
  TraceEvent event;
  event.kind = kind;
  event.label.layer = 1;
  event.label.operation = Operation::multiply;
  event.label.step = 3;
  event.index = index;
  return event;
}

TraceEvent message(Kind kind, PartyId peer, std::uint64_t tag) {
  TraceEvent event = fathom::event(kind);
  event.message = MessageKind::opening;
  event.peer = peer;
  event.tag = Tag{tag};
  event.elements = 12;
  event.content = kind == Kind::send ? 0x1234567890abcdef : 0;
  return event;
}

TraceEvent charge() {
  TraceEvent event = fathom::event(Kind::charge);
  event.ring = RingId::q121;
  event.work = {100, 20, 3, 0};
  return event;
}

TraceEvent operation(Kind kind) {
  TraceEvent event = fathom::event(kind);
  event.tag = Tag{77};
  return event;
}

TraceEvent pause() {
  TraceEvent event = fathom::event(Kind::pause);
  event.time = SimTime{5'000'000};
  return event;
}

/// Two servers that send each other messages; server 0 has two strands more, one of which waits for
/// the other, and gathers two messages in whatever order they come.
RecordedRun small_run() {
  RecordedRun run;
  run.report.info.experiment = "small";
  run.report.info.network = "lan";
  run.report.info.resolved_network = "one_way_latency=150us,bandwidth=3Gbit/s,model=tcp";
  run.report.info.seed = 42;
  run.report.layers.add("dense1");
  run.plan.sources.push_back({"x", 1, Shape{2, 1}, {{PartyId::provider(0), 0, 2}}, 0});
  run.report.stream =
      StreamReport{1, 1, 1, 2.5, {{PartyId::provider(0), 0, SimTime{1}, SimTime{9}}}};
  run.reveals[{1, "scores", kServer0}] = {Elements{5}, 1};
  run.truncations[event(Kind::wait).label] = {10, 1, 0};
  run.report.expected_catastrophic[event(Kind::wait).label] = 0.25;
  run.accuracies.test = 0.5;
  run.traffic_digest = run.content_digest = "0123456789abcdef";
  run.trace.slots = 1;
  run.trace.programs = {{kServer0, 0}, {kServer1, 3}};
  run.trace.strands = {
      {kServer0,
       {operation(Kind::enter), charge(), message(Kind::send, kServer1, 1),
        message(Kind::wait, kServer1, 2), event(Kind::fork, 1), event(Kind::fork, 2),
        event(Kind::join, 1), event(Kind::join, 2), operation(Kind::leave), event(Kind::gather, 2),
        message(Kind::item, kServer1, 3), message(Kind::item, kServer1, 4), event(Kind::take, 1),
        charge(), event(Kind::take, 0), event(Kind::gathered), pause(), event(Kind::milestone, 0)}},
      {kServer0, {charge(), event(Kind::fill, 0)}},
      {kServer0, {event(Kind::await, 0), message(Kind::send, kServer1, 5)}},
      {kServer1,
       {message(Kind::wait, kServer0, 1), message(Kind::send, kServer0, 2),
        message(Kind::send, kServer0, 3), message(Kind::send, kServer0, 4),
        message(Kind::wait, kServer0, 5)}}};
  return run;
}

Lines lines_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  Lines lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// The last line, as it belongs to those before it.
std::string end_of(const Lines& lines) {
  std::uint64_t digest = 0;
  for (const std::string& line : lines) digest = hash_bytes(line.data(), line.size(), digest);
  return fmt::format(R"({{"digest":"{:016x}","end":{}}})", digest, lines.size());
}

void put_lines(const std::filesystem::path& file, const Lines& lines) {
  std::ofstream out(file, std::ios::binary);
  for (const std::string& line : lines) out << line << '\n';
}

/// A file of a small run, to be damaged.
struct SmallFile {
  SmallFile() {
    write_recorded_run(small_run(), file);
    lines = lines_of(file);
    REQUIRE(lines.size() == 6);
    end = lines.back();
    lines.pop_back();
    REQUIRE(end == end_of(lines));
  }
  /// The sentence for the file with these lines and a last one that belongs to them.
  [[nodiscard]] std::string sentence(Lines damaged) const {
    damaged.push_back(end_of(damaged));
    put_lines(file, damaged);
    return sentence_of([&] { static_cast<void>(read_recorded_run(file)); });
  }

  ScratchDirectory scratch;
  std::filesystem::path file = scratch / "small.trace";
  Lines lines;  ///< all but the last
  std::string end;
};

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const std::size_t at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), with);
}

}  // namespace

TEST_CASE_METHOD(SmallFile, "a small run is read as it was written") {
  const RecordedRun run = read_recorded_run(file);
  CHECK(run.trace.strands == small_run().trace.strands);
  CHECK(run.trace.programs == small_run().trace.programs);
  CHECK(run.report.info.resolved_network == small_run().report.info.resolved_network);
}

TEST_CASE_METHOD(SmallFile, "a damaged file of a run is read or gets one sentence") {
  constexpr int kRounds = 3'000;
  Mutator mutator(3, {"[",
                      "]",
                      "{",
                      "}",
                      ",",
                      ":",
                      "\"",
                      "null",
                      "true",
                      "1e400",
                      "99999999",
                      "-1",
                      "\"server1\"",
                      "\"moon\"",
                      "\"gather\"",
                      "\"fork\"",
                      "\"take\"",
                      "\"m521\"",
                      "[\"fork\",0,0,1],",
                      "[\"gathered\",0,0],",
                      "\\u0000",
                      "\xff",
                      std::string(1, '\0'),
                      "\"" + std::string(5'000, 'x') + "\"",
                      std::string(5'000, '[')});
  int accepted = 0;
  int changed = 0;
  for (int round = 0; round < kRounds; ++round) {
    Lines damaged = mutator.mutated(lines);
    const bool repaired = !mutator.once_in(4);
    damaged.push_back(repaired ? end_of(damaged) : end);
    put_lines(file, damaged);
    const std::string sentence = sentence_of([&] { static_cast<void>(read_recorded_run(file)); });
    INFO("round " << round << ": " << sentence);
    CHECK(is_sentence(sentence));
    if (sentence == "accepted") ++accepted;
    if (sentence.find("the lines were changed") != std::string::npos) ++changed;
  }
  CHECK(accepted > kRounds / 50);
  CHECK(accepted < kRounds / 2);
  CHECK(changed > 0);
}

TEST_CASE_METHOD(SmallFile, "what a sentence shows of a file is short, however deep or long") {
  constexpr int kDepth = 200'000;
  Lines damaged = lines;
  damaged[0] = replaced(lines[0], "\"kappa\":0",
                        "\"kappa\":" + std::string(kDepth, '[') + std::string(kDepth, ']'));
  CHECK(sentence(damaged).find("an array is no integer from 0 to 1000") != std::string::npos);
  damaged = lines;
  damaged[1] = replaced(lines[1], "\"server1\"", "\"" + std::string(100'000, 'x') + "\"");
  CHECK(is_sentence(sentence(damaged)));
}

TEST_CASE_METHOD(SmallFile, "strands that a file promises and does not have take no memory") {
  Lines damaged = lines;
  damaged[0] = replaced(lines[0], "\"strands\":4", "\"strands\":100000000");
  CHECK(sentence(damaged).find("strands are missing") != std::string::npos);
}

}  // namespace fathom
