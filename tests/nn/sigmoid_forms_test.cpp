#include "nn/layers/sigmoid_forms.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "metrics/errors.hpp"
#include "nn/layers/sigmoid.hpp"
#include "tests/nn/layer_trial.hpp"

using namespace fathom;
using test::LayerTrial;
using test::NamedNumbers;

namespace {

constexpr Derivative kOutput = Derivative::output, kOwn = Derivative::polynomial;

LayerTrial sigmoid(Derivative derivative, const Shape& shape,
                   const SigmoidPolynomial& polynomial = reference_sigmoid()) {
  return {[=] { return std::make_unique<Sigmoid>(polynomial, PowersOf::u, derivative); }, shape};
}

bool has_room(const Settings& settings) {
  try {
    check_room(settings, 3);
    return true;
  } catch (const UserError&) {
    return false;
  }
}

/// What a form is off by from its encoded reading, in units of the last place for |u| <= 1, as
/// multiples of |c3|, |c5|, |c7|, |c9| and a rest; and its even powers or their sums in s'.
struct FormBounds {
  SigmoidForm form;
  std::array<double, 4> value;
  double rest;
  std::array<double, 4> slope;
};

const std::vector<FormBounds>& forms() {
  static const std::vector<FormBounds> all{
      {SigmoidForm::sequential, {2, 4, 6, 8}, 1, {1, 3, 5, 7}},
      {SigmoidForm::logarithmic, {2, 4, 6, 8}, 1, {1, 3, 5, 7}},
      {SigmoidForm::split, {1, 3, 4, 6}, 3, {1, 3, 5, 7}},
      {SigmoidForm::powers_of_y, {1, 2, 3, 4}, 2, {1, 2, 3, 4}},
      {SigmoidForm::powers_3x3, {1, 2, 2, 3}, 1, {1, 1, 2, 3}},
      {SigmoidForm::powers, {0, 0, 0, 0}, 1, {0, 0, 0, 0}}};
  return all;
}

struct Units {
  double y, slope;
};

Units units_of(const FormBounds& form, Derivative derivative, double y, double unit) {
  const std::vector<double> c = reference_sigmoid().coefficients;
  Units units{form.rest + 0.5, 1.5};
  for (std::size_t i = 1; i < 5; ++i) units.y += form.value[i - 1] * std::abs(c[i]);
  if (derivative == kOutput) {
    units.slope += std::abs(1 - 2 * y) * units.y + units.y * units.y * unit;
    return units;
  }
  for (std::size_t i = 1; i < 5; ++i) {
    units.slope += form.slope[i - 1] * static_cast<double>(2 * i + 1) * std::abs(c[i]) / 8;
  }
  return units;
}

/// Rings and precisions, each under several protocols; whatever has room for a form evaluates it.
std::vector<Settings> variants(SigmoidForm form) {
  std::vector<Settings> all;
  const std::vector<std::pair<const Ring*, int>> rings{{&z64(), 13},  {&z64(), 16},  {&z128(), 16},
                                                       {&z128(), 32}, {&q121(), 15}, {&m127(), 16},
                                                       {&p270(), 19}, {&m521(), 32}};
  for (const auto& [ring, f] : rings) {
    for (const int protocol : {0, 1, 2, 3}) {
      Settings settings;
      settings.ring = ring;
      settings.fractional_bits = f;
      settings.sigmoid = form;
      settings.reuse = protocol == 1 ? Reuse::training : Reuse::none;
      settings.truncation = protocol == 2 ? Truncation::pair : Truncation::local;
      settings.together = protocol != 1;
      settings.material = protocol == 0 ? Delivery::full : Delivery::seeded;
      if (protocol == 3) {
        settings.multiply = settings.dot = Form::function;
        settings.truncation = Truncation::fused;
      }
      if (has_room(settings)) all.push_back(settings);
    }
  }
  return all;
}

double exact_slope(const SigmoidPolynomial& polynomial, double x) {
  const double u = x / 8;
  double sum = 0;
  for (std::size_t i = 0; i < polynomial.coefficients.size(); ++i) {
    const double power = static_cast<double>(2 * i);
    sum += (power + 1) * polynomial.coefficients[i] * std::pow(u, power);
  }
  return sum / 8;
}

/// In a ring with room for every form and degree.
Settings settings_of(SigmoidForm form, Reuse reuse) {
  Settings settings;
  settings.ring = &m521();
  settings.sigmoid = form;
  settings.reuse = reuse;
  return settings;
}

}  // namespace

TEST_CASE("every form on shares keeps the bounds of its header, where the ring has room",
          "[slow]") {
  for (const FormBounds& form : forms()) {
    for (const Derivative derivative : {kOutput, kOwn}) {
      const LayerTrial trial = sigmoid(derivative, {30, 20});
      const NamedNumbers values = test::random_values(trial, 8.0);
      const std::vector<Settings> all = variants(form.form);
      CHECK(all.size() >= 8);
      for (const Settings& settings : all) {
        INFO("form " << int(form.form) << ", " << test::describe(settings));
        const double unit = std::ldexp(1.0, -settings.fractional_bits);
        const NamedNumbers shares = test::on_shares(trial, values, settings).values;
        const NamedNumbers encoded = test::in_the_clear(trial, values, settings, *settings.ring);
        for (std::size_t i = 0; i < 600; ++i) {
          const double y = encoded.at("y")[i], dy = values.at("dy")[i];
          const Units units = units_of(form, derivative, y, unit);
          REQUIRE(std::abs(shares.at("y")[i] - y) < units.y * unit);
          REQUIRE(std::abs(shares.at("dx")[i] - encoded.at("dx")[i]) <
                  ((std::abs(dy) + unit) * units.slope + 1.5) * unit);
          REQUIRE(std::abs(y - reference_sigmoid()(values.at("x")[i])) < 40 * unit);
        }
      }
    }
  }
}

TEST_CASE("every form over reals is the polynomial, and its derivative what was asked for") {
  for (const FormBounds& form : forms()) {
    for (const Derivative derivative : {kOutput, kOwn}) {
      const LayerTrial trial = sigmoid(derivative, {30, 10});
      const NamedNumbers values = test::random_values(trial, 8.0);
      const Settings settings = settings_of(form.form, Reuse::training);
      const NamedNumbers results = test::in_the_clear(trial, values, settings, reals());
      for (std::size_t i = 0; i < 300; ++i) {
        const double x = values.at("x")[i], y = reference_sigmoid()(x);
        const double slope = derivative == kOwn ? exact_slope(reference_sigmoid(), x) : y * (1 - y);
        CHECK(results.at("y")[i] == Approx(y).margin(1e-12));
        CHECK(results.at("dx")[i] == Approx(values.at("dy")[i] * slope).margin(1e-12));
      }
    }
  }
}

TEST_CASE("the square activation is x^2 with the slope 2x, within one unit") {
  const LayerTrial trial = sigmoid(kOutput, {30, 10});
  const NamedNumbers values = test::random_values(trial, 4.0);
  for (const Settings& settings : variants(SigmoidForm::square)) {
    INFO(test::describe(settings));
    const double unit = std::ldexp(1.0, -settings.fractional_bits);
    const NamedNumbers shares = test::on_shares(trial, values, settings).values;
    for (std::size_t i = 0; i < 300; ++i) {
      const double x = values.at("x")[i], dy = values.at("dy")[i];
      CHECK(std::abs(shares.at("y")[i] - x * x) <= (4 + 1.01) * unit);
      CHECK(std::abs(shares.at("dx")[i] - 2 * x * dy) <= (4 + 4 + 1.01) * unit);
    }
  }
}

TEST_CASE("powers take any odd degree, powers of y too, and the other forms say that they do not") {
  for (const int degree : {3, 5, 7, 15}) {
    const SigmoidPolynomial polynomial = chebyshev_sigmoid(3, degree);
    const LayerTrial trial = sigmoid(kOwn, {10, 10}, polynomial);
    const NamedNumbers values = test::random_values(trial, 8.0);
    for (const FormBounds& form : forms()) {
      const Settings settings = settings_of(form.form, Reuse::training);
      if (form.form != SigmoidForm::powers && form.form != SigmoidForm::powers_of_y) {
        CHECK_THROWS_WITH(test::in_the_clear(trial, values, settings, reals()),
                          Catch::Contains("not " + std::to_string(degree)));
        continue;
      }
      const NamedNumbers shares = test::on_shares(trial, values, settings).values;
      for (std::size_t i = 0; i < 100; ++i) {
        const double x = values.at("x")[i];
        double units = 4;
        for (const double c : polynomial.coefficients) units += degree * std::abs(c);
        CHECK(std::abs(shares.at("y")[i] - polynomial(x)) < std::ldexp(units, -16));
        const double dx = values.at("dy")[i] * exact_slope(polynomial, x);
        CHECK(std::abs(shares.at("dx")[i] - dx) < std::ldexp(8 * degree * units, -16));
      }
    }
  }
}

TEST_CASE("repeated multiplication takes any odd degree where the derivative is the output's") {
  for (const int degree : {3, 5, 7, 11, 15}) {
    const SigmoidPolynomial polynomial = chebyshev_sigmoid(3, degree);
    const LayerTrial trial = sigmoid(kOutput, {10, 10}, polynomial);
    const NamedNumbers values = test::random_values(trial, 8.0);
    for (const Reuse reuse : {Reuse::none, Reuse::training}) {
      const Settings settings = settings_of(SigmoidForm::sequential, reuse);
      const NamedNumbers shares = test::on_shares(trial, values, settings).values;
      for (std::size_t i = 0; i < 100; ++i) {
        const double x = values.at("x")[i];
        const double y = polynomial(x);
        double units = 4;
        for (const double c : polynomial.coefficients) units += degree * std::abs(c);
        CHECK(std::abs(shares.at("y")[i] - y) < std::ldexp(units, -16));
        const double dx = values.at("dy")[i] * y * (1 - y);
        CHECK(std::abs(shares.at("dx")[i] - dx) < std::ldexp(16 * units, -16));
      }
    }
  }
}

// Only the switch back truncates, by one unit at most.
TEST_CASE("powers with a switch to a wider ring agree with the encoded twin, either way round") {
  for (const bool one_way : {false, true}) {
    for (const Derivative derivative : {kOutput, kOwn}) {
      for (const Ring* ring : {&z128(), &q121(), &m127()}) {
        Settings settings = settings_of(SigmoidForm::powers, Reuse::training);
        settings.ring = ring;
        settings.fractional_bits = 16;
        settings.integral_bits = 16;
        settings.switch_ring = true;
        settings.switch_one_way = one_way;
        INFO(ring->name << (one_way ? ", one way" : ", there and back"));
        const LayerTrial trial = sigmoid(derivative, {7, 9});
        const NamedNumbers values = test::random_values(trial, 8.0);
        const NamedNumbers shares = test::on_shares(trial, values, settings).values;
        const NamedNumbers encoded = test::in_the_clear(trial, values, settings, *ring);
        for (std::size_t i = 0; i < 63; ++i) {
          CHECK(std::abs(shares.at("y")[i] - encoded.at("y")[i]) <= std::ldexp(1.0, -16));
          CHECK(std::abs(shares.at("y")[i] - reference_sigmoid()(values.at("x")[i])) <=
                std::ldexp(20.0, -16));
        }
      }
    }
  }
}
