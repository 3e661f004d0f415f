#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>

#include "tests/protocol/trial.hpp"

namespace fathom::test {

/// The result that a trial's operands should have, in doubles.
using Truth = std::function<Numbers(const std::vector<Numbers>&)>;

inline double greatest_difference(const Numbers& a, const Numbers& b) {
  REQUIRE(a.size() == b.size());
  double greatest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) greatest = std::max(greatest, std::abs(a[i] - b[i]));
  return greatest;
}

/// On shares a trial costs exactly what paper predicts, and leaves nothing behind (but credits).
inline void check_cost(const OnShares& run, const OnPaper& paper) {
  CHECK(run.ledger().rows() == paper.ledger.rows());
  CHECK(run.ledger().links() == paper.ledger.links());
  CHECK(run.ledger().reveals() == paper.ledger.reveals());
  CHECK(run.rounds() == paper.rounds);
  CHECK(run.chain == paper.chain);
  CHECK(run.network->recorder().open_operations() == 0);
  for (const PartyId party : {kServer0, kServer1, kReceiver, kLikelihood}) {
    CHECK(run.network->party(party).untaken() == 0);
  }
}

/// In every ring, full and seeded: on shares the result lies within `units` units of the last place
/// of the encoded reading's, the reading over reals gives `truth`, the encoded reading lies within
/// `encoded_units` of that, and the cost is as predicted.
inline void check_trial(Trial trial, const Truth& truth, double units, double encoded_units,
                        double magnitude = 4.0, std::uint64_t seed = 1,
                        const std::vector<Settings>& variants = all_settings()) {
  for (const Settings& settings : variants) {
    INFO(describe(settings) << ", operand " << trial.operands[0].to_string());
    std::mt19937_64 random(seed);
    fill(trial, random, magnitude);
    const OnShares run = on_shares(trial, settings, seed);
    const Result encoded = in_the_clear(trial, settings, *settings.ring);
    const Result real = in_the_clear(trial, settings, reals());
    const double last_place = run.result.last_place;
    CHECK(run.result.shape == encoded.shape);
    CHECK(run.result.values.size() == run.result.shape.size());
    CHECK(encoded.last_place == last_place);
    CHECK(greatest_difference(run.result.values, encoded.values) <= units * last_place);
    CHECK(greatest_difference(encoded.values, real.values) <= encoded_units * last_place);
    const Numbers expected = truth(trial.values);
    double size = 1;
    for (const double value : expected) size = std::max(size, std::abs(value));
    CHECK(greatest_difference(real.values, expected) <= 1e-12 * size);
    check_cost(run, on_paper(trial, settings));
  }
}

}  // namespace fathom::test
