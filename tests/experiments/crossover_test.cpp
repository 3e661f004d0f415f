// Where one variant overtakes another: the search, and what it measures, against closed forms.

#include <catch2/catch.hpp>

#include "experiments/crossover/contest.hpp"
#include "metrics/errors.hpp"
#include "protocol/variants.hpp"
#include "tests/nn/data/files.hpp"

using namespace fathom;

namespace {

SearchRange from(std::int64_t first, std::int64_t last) {
  SearchRange range;
  range.first = first;
  range.last = last;
  return range;
}

DuelAt lines(std::int64_t a0, std::int64_t a1, std::int64_t b0, std::int64_t b1) {
  return [=](std::int64_t x) -> Duel {
    return {SimDuration{a0 + a1 * x}, SimDuration{b0 + b1 * x}};
  };
}

/// Of one step of degree `degree`, where latency alone takes time.
SimDuration with_latency_alone(const std::string& line, int degree, const std::string& subject) {
  Settings settings;
  use_ring(settings, q121(), 16);
  apply_variant(settings, "reuse=training,material=seeded,supply=ahead," + line);
  SubjectSize size;
  size.batch = 3;
  size.degree = degree;
  ReplayOptions options;
  options.network.network = "ideal,model=plain,latency=7ms";
  options.network.compute = "free";
  const RecordedRun steps = record_steps(subject, settings, size, 1);
  return time_of_step(steps, options, options.network.resolve(), Phases::online);
}

}  // namespace

TEST_CASE("a crossing of two lines is found in a bracket as narrow as asked for") {
  // 10 + 5x = 100 + 2x at x = 30.
  SearchRange range = from(1, 1'000'000);
  const CrossingSearch found = find_crossings(range, lines(10, 5, 100, 2));
  REQUIRE(found.crossings.size() == 1);
  CHECK(found.crossings[0].lower == 30);  // here they are equal, so that A still counts as faster
  CHECK(found.crossings[0].upper == 31);
  CHECK(found.crossings[0].at_upper.second_is_faster());
  // 7e6 + 5x = 1e9 + 2x at x = 331e6.
  range = from(1'000, 1'000'000'000);
  for (const double tolerance : {0.1, 0.001, 1e-6}) {
    range.tolerance = tolerance;
    const CrossingSearch far = find_crossings(range, lines(7'000'000, 5, 1'000'000'000, 2));
    REQUIRE(far.crossings.size() == 1);
    CHECK(far.crossings[0].lower <= 331'000'000);
    CHECK(far.crossings[0].upper >= 331'000'000);
    CHECK(double(far.crossings[0].upper - far.crossings[0].lower) <= tolerance * 331e6);
  }
}

TEST_CASE("several crossings are found upwards, and none where the same is faster everywhere") {
  const DuelAt waves = [](std::int64_t x) -> Duel {
    const bool between = x >= 300 && x < 20'000;
    return {SimDuration{1000}, SimDuration{between ? 900 : 1100}};
  };
  const CrossingSearch found = find_crossings(from(1, 1'000'000), waves);
  REQUIRE(found.crossings.size() == 2);
  CHECK(found.crossings[0].lower < 300);
  CHECK(found.crossings[0].upper >= 300);
  CHECK(found.crossings[1].lower < 20'000);
  CHECK(found.crossings[1].upper >= 20'000);
  const CrossingSearch none = find_crossings(from(1, 1000), lines(0, 1, 1, 1));
  CHECK(none.crossings.empty());
  CHECK_FALSE(none.at_first.second_is_faster());
}

TEST_CASE("with steps of two, brackets are neighbours") {
  SearchRange range = from(3, 31);
  range.step = 2;
  range.spacing = Spacing::linear;
  range.points = 8;                                                        // 3, 7, 11 ... 31
  const CrossingSearch found = find_crossings(range, lines(0, 3, 43, 1));  // equal at 21.5
  REQUIRE(found.crossings.size() == 1);
  CHECK(found.crossings[0].lower == 21);
  CHECK(found.crossings[0].upper == 23);
}

TEST_CASE("with latency alone a step takes as many latencies as its form has rounds", "[slow]") {
  const SimDuration latency{7'000'000};
  for (const int degree : {3, 5, 9, 13}) {
    INFO(degree);
    CHECK(with_latency_alone("sigmoid=sequential", degree, "sigmoid").count() ==
          (degree + 1) / 2 * latency.count());
    CHECK(with_latency_alone("sigmoid=powers+switch", degree, "sigmoid").count() ==
          2 * latency.count());
  }
  // Backward by output: y has no mask yet, so y - y^2 and then times dy.
  CHECK(with_latency_alone("sigmoid=sequential", 9, "sigmoid-training").count() ==
        7 * latency.count());
}

TEST_CASE("material that is at hand takes no time, however slow the producer is") {
  Settings settings;
  use_ring(settings, z64(), 13);
  apply_variant(settings, "reuse=training,supply=ahead");
  const RecordedRun steps = record_steps("sigmoid", settings, SubjectSize{8, 9}, 1);
  const auto time = [&](const std::string& network, Phases phases) {
    ReplayOptions options;
    options.network.network = network;
    options.network.compute = "free";
    return time_of_step(steps, options, options.network.resolve(), phases);
  };
  const std::string slow = "lan,producer.up=1Mbit/s";
  CHECK(time(slow, Phases::online) == time("lan", Phases::online));
  CHECK(time(slow, Phases::all) > time("lan", Phases::all));
}

TEST_CASE("what a ring has no room for is refused before anything runs") {
  Settings settings;
  use_ring(settings, z64(), 16);
  apply_variant(settings, "sigmoid=powers+switch");
  CHECK_THAT(testing::refusal([&] { return record_steps("sigmoid", settings, {}, 1); }),
             Catch::Contains("z64"));
}
