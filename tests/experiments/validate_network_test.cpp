// The comparison with the kernel's TCP, on a few points; where no network can be emulated it must
// say so, and everything but the measuring is tested all the same.

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "experiments/validation/comparison.hpp"
#include "experiments/validation/grid.hpp"
#include "metrics/errors.hpp"
#include "tests/experiments/command.hpp"

using namespace fathom;
using namespace fathom::literals;
using test::check_refused;
using test::Ended;
using test::run_command;
using test::text_of;
using testing::ScratchDirectory;

namespace {

constexpr int kSkipped = 77;
const std::string kSomePoints =
    "--only cold,warm,uploads --sizes 20000 --bandwidths 50Mbit/s --latencies 5ms --repeats 1";

const char* const kHeader =
    "traffic,state,size_bytes,bandwidth_bits_per_s,one_way_latency_ns,measured_ns,"
    "measured_least_ns,measured_greatest_ns,repeats,window_segments,threshold_segments,"
    "round_trip_ns,timeout_ns,retransmitted_segments\n";
const char* const kRow =
    "message,warm,1448,12000000,5000000,6500000,6400000,7000000,3,60,50,11,212,0\n";

void write(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
}

}  // namespace

TEST_CASE("the grid has nine sizes on twelve links in three states, and two kinds of sharing") {
  const std::vector<Point> points = grid_of({});
  const auto count = [&](auto&& is) { return std::ranges::count_if(points, is); };
  CHECK(count([](const Point& p) { return p.traffic == TrafficPattern::message; }) == 9 * 12 * 3);
  CHECK(count([](const Point& p) { return p.state == ConnectionState::pause; }) == 9 * 12);
  CHECK(count([](const Point& p) { return p.traffic == TrafficPattern::uploads; }) == 24);
  CHECK(count([](const Point& p) { return p.traffic == TrafficPattern::fan_out; }) == 24);
  std::set<std::string> names;
  for (const Point& point : points) names.insert(to_string(point));
  CHECK(names.size() == points.size());
}

TEST_CASE("parts, sizes and links of the grid can be chosen") {
  const std::vector<Point> points =
      grid_of({{"pause", "fan_out"}, {100}, {"10Mbit/s", "1Gbit/s"}, {"2ms"}});
  REQUIRE(points.size() == 2 + 2 * 2);
  CHECK(to_string(points[0]) == "message pause, 100 B, 10Mbit/s, 2ms");
  CHECK(to_string(points[5]) == "fan_out warm, 100 B, 1Gbit/s, 2ms");
}

TEST_CASE("the median of the repeats counts, with what the kernel kept in that one") {
  const auto sample = [](SimDuration duration, std::int64_t window) {
    Sample result;
    result.duration = duration;
    result.state.window_segments = window;
    return result;
  };
  const Measured measured = measured_of({}, {sample(9_ms, 90), sample(2_ms, 20), sample(3_ms, 30)});
  CHECK(measured.median == 3_ms);
  CHECK(measured.least == 2_ms);
  CHECK(measured.greatest == 9_ms);
  CHECK(measured.repeats == 3);
  CHECK(measured.typical.state.window_segments == 30);
}

// 1448 bytes are one segment of 1500: 1 ms at 12 Mbit/s, and 5 ms of latency.
TEST_CASE("former measurements are simulated again, without any network") {
  const ScratchDirectory scratch;
  write(scratch / "former.csv", kHeader + std::string(kRow));
  const std::string former = "--measured " + (scratch / "former.csv").string();
  const Ended ended = run_command(scratch.path(), "validate_network", former + " --csv");
  INFO(ended.err);
  REQUIRE(ended.code == 0);
  CHECK_THAT(ended.out, Catch::Contains("\nmessage,warm,1448,12000000,5000000,6500000,6400000,"
                                        "7000000,3,60,50,11,212,0,"));
  CHECK_THAT(ended.out, Catch::Contains(",6000000,"));  // plain
  CHECK_THAT(ended.err, Catch::Contains("message warm  1"));
  write(scratch / "again.csv", ended.out);
  const Ended again = run_command(scratch.path(), "validate_network",
                                  "--csv --measured " + (scratch / "again.csv").string());
  CHECK(again.out == ended.out);
  const Ended none = run_command(scratch.path(), "validate_network", former + " --only cold --csv");
  CHECK(none.code == 0);
  CHECK(std::ranges::count(none.out, '\n') == 1);
}

TEST_CASE("the kernel's TCP over an emulated link is near the simulation", "[slow]") {
  const ScratchDirectory scratch;
  const std::string out = (scratch / "tables").string();
  const Ended ended =
      run_command(scratch.path(), "validate_network", kSomePoints + " --out " + out + " --csv");
  INFO(ended.err);
  if (ended.code == kSkipped) {
    CHECK(ended.out.empty());
    CHECK(std::ranges::count(ended.err, '\n') == 1);
    CHECK_FALSE(std::filesystem::exists(out));
    WARN("no network can be emulated here: " << ended.err);
    return;
  }
  REQUIRE(ended.code == 0);
  CHECK(text_of(scratch / "tables" / "validation.csv") == ended.out);
  const std::vector<Measured> measured = read_measured(scratch / "tables" / "validation.csv");
  REQUIRE(measured.size() == 4);
  // On a loaded host a measured time may be far too long, but never shorter than the bytes take.
  for (const Measured& one : measured) {
    INFO(to_string(one.point));
    CHECK(one.median > 5_ms + one.point.size / 50_Mbit_per_s);
    CHECK(one.median < 200_ms);
  }
  CHECK(measured[0].median > measured[1].median);  // cold, warm
}

TEST_CASE("wrong options of validate_network give one sentence and exit code 2", "[slow]") {
  const ScratchDirectory scratch;
  write(scratch / "empty.csv", "");
  write(scratch / "header.csv", kHeader);
  write(scratch / "short.csv", kHeader + std::string("message,warm\n"));
  write(scratch / "words.csv", kHeader + std::string(kRow).replace(13, 4, "many"));
  write(scratch / "other.csv", "rung,epoch\nbase,1\n");
  const auto file = [&scratch](const std::string& name) {
    return "--measured " + (scratch / name).string();
  };
  const std::vector<std::pair<std::string, std::string>> cases{
      {"--only hot", "there is no part 'hot'"},
      {"--sizes 0", "--sizes"},
      {"--sizes many", "--sizes"},
      {"--bandwidths 5Mbps", "Mbps"},
      {"--bandwidths unlimited", "--bandwidths: a link has a rate"},
      {"--latencies 5", "no unit"},
      {"--repeats 0", "--repeats"},
      {"--out tests/house_test.cpp", "is a file; name a directory"},
      {file("none.csv"), "none.csv"},
      {file("empty.csv"), "holds no measurements"},
      {file("header.csv"), "holds no measurements"},
      {file("short.csv"), "line 2, has another number of fields than the header"},
      {file("words.csv"), "'many' for size_bytes, which is no count"},
      {file("other.csv"), "line 2, has no column traffic"},
      {file("header.csv") + " --repeats 2", "excludes --measured"},
  };
  for (const auto& [options, expected] : cases) {
    INFO(options);
    check_refused(run_command(scratch.path(), "validate_network", options), expected);
  }
}

TEST_CASE("validate_network names the columns of its table") {
  const ScratchDirectory scratch;
  const Ended ended = run_command(scratch.path(), "validate_network", "--columns");
  CHECK(ended.code == 0);
  for (const Column& column : validation_spec().columns) {
    CHECK_THAT(ended.out, Catch::Contains("  " + std::string(column.name) + " "));
  }
}
