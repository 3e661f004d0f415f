#pragma once

#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "tests/nn/layer_trial.hpp"

namespace fathom::test {

/// On shares every output lies within `units` units of the last place of the encoded reading (0
/// where none is given), which lies within `encoded_units` of the reals; the cost is as predicted.
inline void check_on_shares(const LayerTrial& trial, const std::map<std::string, double>& units,
                            double encoded_units,
                            const std::vector<Settings>& under = all_settings()) {
  const NamedNumbers values = random_values(trial, 2.0);
  for (const bool together : {true, false}) {
    for (Settings settings : under) {
      settings.together = together;
      INFO(describe(settings) << ", x " << trial.x.to_string());
      const LayerOnShares run = on_shares(trial, values, settings);
      const NamedNumbers encoded = in_the_clear(trial, values, settings, *settings.ring);
      const NamedNumbers real = in_the_clear(trial, values, settings, reals());
      const double last_place = std::ldexp(1.0, -settings.fractional_bits);
      CHECK(run.values.size() == encoded.size());
      for (const auto& [name, numbers] : run.values) {
        INFO(name);
        const double bound = units.contains(name) ? units.at(name) : 0.0;
        REQUIRE(numbers.size() == encoded.at(name).size());
        for (std::size_t i = 0; i < numbers.size(); ++i) {
          CHECK(std::abs(numbers[i] - encoded.at(name)[i]) <= bound * last_place);
          CHECK(std::abs(encoded.at(name)[i] - real.at(name)[i]) <= encoded_units * last_place);
        }
      }
      const OnPaper paper = on_paper(trial, settings);
      const Recorder& recorder = run.network->recorder();
      CHECK(recorder.ledger().rows() == paper.ledger.rows());
      CHECK(recorder.ledger().links() == paper.ledger.links());
      CHECK(recorder.rounds() == paper.rounds);
      CHECK(run.chain == paper.chain);
    }
  }
}

/// The sum of dy y, of which dx and the parameters' gradients are the derivatives.
inline double objective(const LayerTrial& trial, const NamedNumbers& values) {
  const NamedNumbers results = in_the_clear(trial, values, Settings{}, reals());
  double sum = 0;
  for (std::size_t i = 0; i < values.at("dy").size(); ++i) {
    sum += values.at("dy")[i] * results.at("y")[i];
  }
  return sum;
}

/// The derivatives of `objective` at `values` against central differences of a step. A difference
/// is off by step^2 / 6 times the third derivative, so by nothing for what is linear or quadratic
/// in each input, and by rounding: some 1e-15 over the step. `margin` is for both.
inline void check_gradients(const LayerTrial& trial, const NamedNumbers& values, double step = 0.25,
                            double margin = 1e-9) {
  const NamedNumbers results = in_the_clear(trial, values, Settings{}, reals());
  for (const auto& [name, numbers] : values) {
    if (name == "dy") continue;
    INFO("x " << trial.x.to_string() << ", d" << name);
    const Numbers& gradient = results.at("d" + name);
    REQUIRE(gradient.size() == numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      NamedNumbers above = values, below = values;
      above[name][i] += step;
      below[name][i] -= step;
      const double difference = objective(trial, above) - objective(trial, below);
      CHECK(std::abs(gradient[i] - difference / (2 * step)) <= margin);
    }
  }
}

inline void check_gradients(const LayerTrial& trial) {
  check_gradients(trial, random_values(trial, 2.0));
}

}  // namespace fathom::test
