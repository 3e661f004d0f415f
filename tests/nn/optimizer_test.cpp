#include "nn/optimizer.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <memory>
#include <vector>

#include "metrics/errors.hpp"
#include "tests/protocol/trial.hpp"

using namespace fathom;
using test::Numbers;

namespace {

using MakeOptimizer = std::function<std::unique_ptr<Optimizer>()>;

constexpr std::size_t kBatch = 4, kSteps = 3, kSize = 5;
const Numbers kWeights{1.0, -2.0, 0.5, 0.0, 3.25};

/// The gradient of step 0, 1, 2, summed over the batch.
Numbers gradient_of(std::size_t step) {
  const Numbers first{4.0, -1.0, 0.25, 8.0, -6.5};
  Numbers gradient;
  for (const double value : first) gradient.push_back(value * std::pow(-0.5, step) + 0.25);
  return gradient;
}

Task<Done> descend(Engine& engine, std::shared_ptr<Optimizer> optimizer) {
  Parameter parameter{"weights", Shape{kSize}, {}, {}, {}, 0};
  parameter.value = co_await engine.constant(parameter.shape, kWeights);
  for (std::size_t step = 0; step < kSteps; ++step) {
    parameter.gradient = co_await engine.constant(parameter.shape, gradient_of(step));
    co_await optimizer->update(engine, parameter, kBatch);
    co_await engine.output(parameter.value, "weights");
  }
  co_return Done{};
}

/// Each party's reading has an optimizer of its own.
auto program(const MakeOptimizer& make) {
  return [make](Engine& engine) { return descend(engine, std::shared_ptr<Optimizer>(make())); };
}

std::vector<Numbers> weights_of(const Outputs& outputs) {
  std::vector<Numbers> weights;
  for (const Output& output : outputs.at("weights")) weights.push_back(output.values);
  return weights;
}

std::vector<Numbers> in_the_clear(const MakeOptimizer& make, const Settings& settings,
                                  const Ring& arithmetic) {
  Clear engine(settings, arithmetic, {});
  engine.read(program(make));
  return weights_of(engine.outputs());
}

std::vector<Numbers> on_shares(const MakeOptimizer& make, const Settings& settings,
                               test::MemoryNetwork& network) {
  return weights_of(test::run_job(network, settings, {}, {}, 3, program(make)).outputs);
}

MakeOptimizer sgd(double rate, double momentum = 0.0) {
  return [=] { return std::make_unique<Sgd>(rate, momentum); };
}

void check_equal(const std::vector<Numbers>& a, const std::vector<Numbers>& b, double within) {
  REQUIRE(a.size() == b.size());
  for (std::size_t step = 0; step < a.size(); ++step) {
    REQUIRE(a[step].size() == b[step].size());
    for (std::size_t i = 0; i < a[step].size(); ++i) {
      CHECK(std::abs(a[step][i] - b[step][i]) <= within);
    }
  }
}

}  // namespace

TEST_CASE("gradient descent goes against the mean gradient") {
  std::vector<Numbers> expected;
  Numbers w = kWeights;
  for (std::size_t step = 0; step < kSteps; ++step) {
    for (std::size_t i = 0; i < kSize; ++i) w[i] -= 0.3 * gradient_of(step)[i] / 4;
    expected.push_back(w);
  }
  check_equal(in_the_clear(sgd(0.3), Settings{}, reals()), expected, 1e-14);
}

TEST_CASE("momentum keeps a part of the direction before") {
  for (const double momentum : {0.9, 0.5}) {
    std::vector<Numbers> expected;
    Numbers w = kWeights, v(kSize);
    for (std::size_t step = 0; step < kSteps; ++step) {
      for (std::size_t i = 0; i < kSize; ++i) {
        v[i] = momentum * v[i] + gradient_of(step)[i] / 4;
        w[i] -= 0.3 * v[i];
      }
      expected.push_back(w);
    }
    check_equal(in_the_clear(sgd(0.3, momentum), Settings{}, reals()), expected, 1e-14);
  }
}

TEST_CASE("Adam divides the mean gradient's mean by the root of its mean square") {
  const double rate = 0.01;
  std::vector<Numbers> expected;
  Numbers w = kWeights, m(kSize), v(kSize);
  for (std::size_t step = 0; step < kSteps; ++step) {
    const auto t = static_cast<double>(step + 1);
    for (std::size_t i = 0; i < kSize; ++i) {
      const double g = gradient_of(step)[i] / 4;
      m[i] = 0.9 * m[i] + 0.1 * g;
      v[i] = 0.999 * v[i] + 0.001 * g * g;
      const double mean = m[i] / (1 - std::pow(0.9, t));
      const double square = v[i] / (1 - std::pow(0.999, t));
      w[i] -= rate * mean / (std::sqrt(square) + 1e-7);
    }
    expected.push_back(w);
  }
  const MakeOptimizer adam = [] { return std::make_unique<Adam>(0.01); };
  check_equal(in_the_clear(adam, Settings{}, reals()), expected, 1e-13);
}

TEST_CASE("Adam is refused on shares and on encoded integers, with what would be right") {
  const MakeOptimizer adam = [] { return std::make_unique<Adam>(); };
  test::MemoryNetwork network;
  CHECK_THROWS_AS(on_shares(adam, Settings{}, network), UserError);
  CHECK_THROWS_WITH(in_the_clear(adam, Settings{}, z64()), Catch::Contains("use SGD"));
}

// Each step adds its own truncation; momentum truncates what it keeps as well.
TEST_CASE("on shares a step of gradient descent is within one unit of the encoded reading") {
  for (const Settings& settings : test::all_settings()) {
    const double unit = std::ldexp(1.0, -settings.fractional_bits);
    test::MemoryNetwork plain, heavy;
    check_equal(on_shares(sgd(0.3), settings, plain),
                in_the_clear(sgd(0.3), settings, *settings.ring), kSteps * unit);
    check_equal(on_shares(sgd(0.3, 0.9), settings, heavy),
                in_the_clear(sgd(0.3, 0.9), settings, *settings.ring), 2 * kSteps * unit);
    for (test::MemoryNetwork* network : {&plain, &heavy}) {
      for (const auto& [label, costs] : network->recorder().ledger().rows()) {
        CHECK((label.phase != Phase::online || costs.traffic.messages == Messages{0}));
        CHECK(label.phase != Phase::offline);
      }
      CHECK(network->recorder().rounds() == Rounds{0});
    }
  }
}

// A rate of 12 significant bits is off by at most 2^-12 of itself.
TEST_CASE("the encoded rate over the batch has 12 significant bits") {
  Settings settings;
  settings.ring = &z128();
  settings.fractional_bits = 40;
  for (const double rate : {0.3, 0.001, 1.7}) {
    const auto exact = in_the_clear(sgd(rate), settings, reals());
    const auto encoded = in_the_clear(sgd(rate), settings, z128());
    for (std::size_t i = 0; i < kSize; ++i) {
      const double moved = std::abs(exact[0][i] - kWeights[i]);
      CHECK(std::abs(encoded[0][i] - exact[0][i]) <= moved * std::ldexp(1.0, -12) + 1e-11);
    }
  }
  const auto half = in_the_clear(sgd(0.5), settings, z128());
  check_equal(half, in_the_clear(sgd(0.5), settings, reals()), 1e-11);
}
