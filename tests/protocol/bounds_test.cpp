#include <catch2/catch.hpp>

#include "tests/protocol/trial_checks.hpp"

using namespace fathom;
using test::Numbers;
using test::Trial;

namespace {

using Secrets = std::vector<Secret>;

BoundCounts counted(const test::OnShares& run, Bound bound) {
  BoundCounts sum;
  for (const auto& [key, counts] : run.network->recorder().bounds()) {
    if (key.second != bound) continue;
    sum.values += counts.values;
    sum.beyond += counts.beyond;
  }
  return sum;
}

}  // namespace

// Gap truncation of values at scale 2f hides integers below 2^(8 + 2f): |x| < 256. Products of two
// encodable numbers may go beyond it: they come out right as long as the ring holds them, but the
// mask no longer hides them.
TEST_CASE("every value beyond a statistical mask's bound is counted as a leak, and no other") {
  Trial trial{{Shape{6}, Shape{6}},
              [](Engine& e, Secrets in) { return e.multiply(in[0], in[1], e.fractional_bits()); }};
  trial.values = {{16, -16, 15.9375, 20, -200, 0}, {16, 16, 16, -20, 1, 5}};
  Settings settings;
  settings.truncation = Truncation::gap;
  settings.kappa = 22;
  const BoundCounts hidden = counted(on_shares(trial, settings), Bound::statistical_mask);
  CHECK(hidden.values == 6);
  CHECK(hidden.beyond == 3);  // 256, -256, -400; not 255, -200, 0
}

TEST_CASE("values outside a watched interval are counted alike on shares and in the clear") {
  Trial trial{{Shape{5}}, [](Engine& e, Secrets in) -> Task<Secret> {
                e.watch_interval(co_await this_strand(), in[0], 8.0);
                co_return in[0];
              }};
  trial.values = {{8, -8, 8.0625, -9, 0}};
  for (const Settings& settings : test::all_settings()) {
    const BoundCounts inside = counted(on_shares(trial, settings), Bound::interval);
    CHECK(inside.values == 5);
    CHECK(inside.beyond == 2);
    for (const Ring* arithmetic : {settings.ring, &reals()}) {
      Clear engine(settings, *arithmetic, data_of(trial));
      const auto noted = std::make_shared<ResultForm>();
      engine.read(
          [&](Engine& e) { return read_operations(e, plan_of(trial), trial.operations, noted); });
      REQUIRE(engine.bounds().size() == 1);
      CHECK(engine.bounds().begin()->second.values == 5);
      CHECK(engine.bounds().begin()->second.beyond == 2);
    }
  }
}
