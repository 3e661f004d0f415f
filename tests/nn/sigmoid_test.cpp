#include "nn/layers/sigmoid.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "tests/nn/layer_trial.hpp"

using namespace fathom;
using test::LayerTrial;
using test::NamedNumbers;
using test::Numbers;

namespace {

LayerTrial sigmoid(const SigmoidPolynomial& polynomial, PowersOf powers, Derivative derivative,
                   const Shape& shape) {
  return {[=] { return std::make_unique<Sigmoid>(polynomial, powers, derivative); }, shape};
}

/// Coefficients of the variable whose powers are formed.
Numbers coefficients_of(const SigmoidPolynomial& polynomial, PowersOf powers) {
  Numbers all = polynomial.coefficients;
  if (powers == PowersOf::u) return all;
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i] *= std::pow(2.0, -polynomial.half_width_log2 * static_cast<double>(2 * i + 1));
  }
  return all;
}

struct Bounds {
  double y, slope;  ///< in units of the last place
};

/// The bounds in the layer's header, for the variable of the powers in [-1, 1] and an output y.
Bounds bounds_of(const SigmoidPolynomial& polynomial, PowersOf powers, Derivative derivative,
                 double y, double unit) {
  const Numbers c = coefficients_of(polynomial, powers);
  Bounds bounds{1.5, 1.5};
  const double odd[] = {0, 2, 4, 6, 8}, even[] = {0, 1, 3, 5, 7};
  for (std::size_t i = 0; i < 5; ++i) bounds.y += odd[i] * std::abs(c[i]);
  if (derivative == Derivative::output) {
    bounds.slope += std::abs(1 - 2 * y) * bounds.y + bounds.y * bounds.y * unit;
  } else {
    const int shift = powers == PowersOf::u ? polynomial.half_width_log2 : 0;
    for (std::size_t i = 1; i < 5; ++i) {
      bounds.slope += std::ldexp(even[i] * static_cast<double>(2 * i + 1) * std::abs(c[i]), -shift);
    }
  }
  return bounds;
}

struct Variant {
  SigmoidPolynomial polynomial;
  PowersOf powers;
  Derivative derivative;
  double range;  ///< of x: the variable of the powers stays in [-1, 1]
};

std::vector<Variant> variants() {
  std::vector<Variant> all;
  for (const Derivative derivative : {Derivative::output, Derivative::polynomial}) {
    all.push_back({reference_sigmoid(), PowersOf::u, derivative, 8.0});
    all.push_back({fitted_sigmoid(4), PowersOf::u, derivative, 16.0});
    all.push_back({reference_sigmoid(), PowersOf::x, derivative, 1.0});
  }
  return all;
}

double exact_slope(const SigmoidPolynomial& polynomial, double x) {
  const double u = std::ldexp(x, -polynomial.half_width_log2);
  double sum = 0;
  for (std::size_t i = 0; i < polynomial.coefficients.size(); ++i) {
    sum += static_cast<double>(2 * i + 1) * polynomial.coefficients[i] *
           std::pow(u, static_cast<double>(2 * i));
  }
  return std::ldexp(sum, -polynomial.half_width_log2);
}

}  // namespace

TEST_CASE("the sigmoid layer on shares keeps the bounds of its header") {
  for (const Variant& v : variants()) {
    for (const Shape& shape : {Shape{40, 25}, Shape{1, 1}, Shape{2, 3, 4, 1}, Shape{0, 3}}) {
      const LayerTrial trial = sigmoid(v.polynomial, v.powers, v.derivative, shape);
      const NamedNumbers values = test::random_values(trial, v.range);
      for (const Settings& settings : test::all_settings()) {
        INFO(test::describe(settings) << ", " << shape.to_string() << " in " << v.range);
        const double unit = std::ldexp(1.0, -settings.fractional_bits);
        const test::LayerOnShares run = test::on_shares(trial, values, settings);
        const NamedNumbers encoded = test::in_the_clear(trial, values, settings, *settings.ring);
        REQUIRE(run.values.size() == encoded.size());
        for (std::size_t i = 0; i < shape.size(); ++i) {
          const double y = encoded.at("y")[i], dy = values.at("dy")[i];
          const Bounds bounds = bounds_of(v.polynomial, v.powers, v.derivative, y, unit);
          REQUIRE(std::abs(run.values.at("y")[i] - y) < bounds.y * unit);
          REQUIRE(std::abs(run.values.at("dx")[i] - encoded.at("dx")[i]) <
                  ((std::abs(dy) + unit) * bounds.slope + 1.5) * unit);
        }
      }
    }
  }
}

// 2 |c3| + 3/2 = 2.2: two units occur, which 1 in place of 3/2 would not allow.
TEST_CASE("the bound of the header is not too large: short polynomials reach it") {
  const SigmoidPolynomial cubic{0, {0.25, 0.35, 0, 0, 0}};
  const LayerTrial trial = sigmoid(cubic, PowersOf::u, Derivative::output, {400, 500});
  const NamedNumbers values = test::random_values(trial, 1.0);
  const NamedNumbers shares = test::on_shares(trial, values, Settings{}).values;
  const NamedNumbers encoded = test::in_the_clear(trial, values, Settings{}, z64());
  double greatest = 0;
  for (std::size_t i = 0; i < 200'000; ++i) {
    const double units = std::ldexp(std::abs(shares.at("y")[i] - encoded.at("y")[i]), 16);
    greatest = std::max(greatest, units);
  }
  CHECK(greatest == 2);
}

TEST_CASE("the sigmoid layer over reals is its polynomial, in powers of u or of x") {
  for (const Variant& v : variants()) {
    const LayerTrial trial = sigmoid(v.polynomial, v.powers, v.derivative, {30, 10});
    const NamedNumbers values = test::random_values(trial, v.range);
    const NamedNumbers results = test::in_the_clear(trial, values, Settings{}, reals());
    for (std::size_t i = 0; i < 300; ++i) {
      CHECK(results.at("y")[i] == Approx(v.polynomial(values.at("x")[i])).margin(1e-13));
    }
  }
}

TEST_CASE("the derivative is y (1 - y) by definition, or the polynomial's own") {
  for (const Variant& v : variants()) {
    const LayerTrial trial = sigmoid(v.polynomial, v.powers, v.derivative, {30, 10});
    const NamedNumbers values = test::random_values(trial, v.range);
    const NamedNumbers results = test::in_the_clear(trial, values, Settings{}, reals());
    for (std::size_t i = 0; i < 300; ++i) {
      const double x = values.at("x")[i], y = v.polynomial(x);
      const double slope =
          v.derivative == Derivative::output ? y * (1 - y) : exact_slope(v.polynomial, x);
      CHECK(results.at("dx")[i] == Approx(values.at("dy")[i] * slope).margin(1e-12));
      if (v.derivative == Derivative::output) continue;
      const double difference = v.polynomial(x + 1e-5) - v.polynomial(x - 1e-5);
      CHECK(slope == Approx(difference / 2e-5).margin(1e-8));
    }
  }
}

TEST_CASE("the encoded sigmoid is near its polynomial with 16 fractional bits, nearer with 32") {
  const SigmoidPolynomial polynomial = reference_sigmoid();
  const LayerTrial trial = sigmoid(polynomial, PowersOf::u, Derivative::output, {50, 20});
  const NamedNumbers values = test::random_values(trial, 8.0);
  for (const Settings& settings : test::all_settings()) {
    const NamedNumbers encoded = test::in_the_clear(trial, values, settings, *settings.ring);
    for (std::size_t i = 0; i < 1000; ++i) {
      const double error = encoded.at("y")[i] - polynomial(values.at("x")[i]);
      CHECK(std::abs(error) < 40 * std::ldexp(1.0, -settings.fractional_bits));
    }
  }
}

TEST_CASE("powers of x lose their high coefficients where powers of u do not") {
  const SigmoidPolynomial polynomial = reference_sigmoid();
  Settings settings;
  settings.integral_bits = 16;
  NamedNumbers values{{"x", {8.0, -8.0}}, {"dy", {1.0, 1.0}}};
  const auto error = [&](PowersOf powers) {
    const LayerTrial trial = sigmoid(polynomial, powers, Derivative::output, {1, 2});
    const NamedNumbers encoded = test::in_the_clear(trial, values, settings, z64());
    return std::abs(encoded.at("y")[0] - polynomial(8.0));
  };
  CHECK(error(PowersOf::u) < 1e-3);
  CHECK(error(PowersOf::x) > 1.0);
}

TEST_CASE("an input with more fractional bits, as pooling leaves it, is the same sigmoid") {
  LayerTrial trial = sigmoid(reference_sigmoid(), PowersOf::u, Derivative::output, {10, 10});
  trial.x_raise = 2;
  trial.dy_raise = 1;
  const NamedNumbers values = test::random_values(trial, 8.0);
  for (const Settings& settings : test::all_settings()) {
    const double unit = std::ldexp(1.0, -settings.fractional_bits);
    const NamedNumbers shares = test::on_shares(trial, values, settings).values;
    for (std::size_t i = 0; i < 100; ++i) {
      const double y = reference_sigmoid()(values.at("x")[i] / 4);
      CHECK(std::abs(shares.at("y")[i] - y) < 80 * unit);
      CHECK(std::abs(shares.at("dx")[i] - values.at("dy")[i] / 2 * y * (1 - y)) < 400 * unit);
    }
  }
}
