#include "nn/layers/sigmoid_powers.hpp"

#include <utility>

namespace fathom {
namespace {

using Secrets = std::vector<Secret>;
using Terms = std::vector<PlainPolynomial::Term>;

/// c_0 x^first + c_1 x^(first + step) + ... of one variable.
Terms in_powers(const std::vector<double>& coefficients, int first, int step) {
  Terms terms;
  for (std::size_t i = 0; i < coefficients.size(); ++i) {
    terms.push_back({coefficients[i], {first + static_cast<int>(i) * step}});
  }
  return terms;
}

Activation activation_of(Secrets values) {
  Activation result;
  result.y = std::move(values[0]);
  if (values.size() > 1) result.slope = std::move(values[1]);
  return result;
}

}  // namespace

// The highest power of y has as many times f bits, its coefficient f more.
Task<Activation> by_powers_of_y(Engine& engine, Secret u, OddPolynomial polynomial) {
  const int f = engine.fractional_bits();
  const int above = u.fractional_bits();
  const int dropped = f * static_cast<int>(polynomial.odd.size() - 1);
  Secrets of_y(1);
  of_y[0] = co_await engine.square(u, 2 * above - f);
  std::vector<PlainPolynomial> sums{{in_powers(polynomial.odd, 0, 1), dropped + f, dropped}};
  if (!polynomial.slope.empty()) {
    sums.push_back({in_powers(polynomial.slope, 0, 1), dropped + f, dropped});
  }
  Secrets values = co_await engine.polynomials(std::move(of_y), std::move(sums));
  Activation result = activation_of(std::move(values));
  Secret odd = co_await engine.multiply(std::move(result.y), std::move(u), above);
  result.y = co_await engine.add_constant(std::move(odd), 0.5);
  co_return result;
}

Task<Activation> by_powers_3x3(Engine& engine, Secret u, OddPolynomial polynomial) {
  const int f = engine.fractional_bits();
  const int above = u.fractional_bits();
  Secrets of_u{u};
  std::vector<PlainPolynomial> lower{{in_powers({1.0}, 2, 1), 2 * above, 2 * above - f},
                                     {in_powers({1.0}, 3, 1), 3 * above, 3 * above - f}};
  Secrets variables = co_await engine.polynomials(std::move(of_u), std::move(lower));
  variables.insert(variables.begin(), std::move(u));

  const std::vector<double>& c = polynomial.odd;
  const std::vector<double>& d = polynomial.slope;
  const int sum = 3 * f + above;  // u t^2 with f bits of coefficient
  std::vector<PlainPolynomial> higher{{{{0.5, {0, 0, 0}},
                                        {c[0], {1, 0, 0}},
                                        {c[1], {0, 0, 1}},
                                        {c[2], {0, 1, 1}},
                                        {c[3], {1, 0, 2}},
                                        {c[4], {0, 0, 3}}},
                                       sum,
                                       sum - f}};
  if (!d.empty()) {
    higher.push_back({{{d[0], {0, 0, 0}},
                       {d[1], {0, 1, 0}},
                       {d[2], {1, 0, 1}},
                       {d[3], {0, 0, 2}},
                       {d[4], {0, 1, 2}}},
                      sum,
                      sum - f});
  }
  Secrets values = co_await engine.polynomials(std::move(variables), std::move(higher));
  co_return activation_of(std::move(values));
}

namespace {

/// The value of the polynomial and, when it is asked for, its slope, untruncated.
std::vector<PlainPolynomial> by_all_powers(const OddPolynomial& polynomial, int scale_bits) {
  PlainPolynomial value{in_powers(polynomial.odd, 1, 2), scale_bits, 0};
  value.terms.push_back({0.5, {0}});
  std::vector<PlainPolynomial> sums{std::move(value)};
  if (!polynomial.slope.empty()) {
    sums.push_back({in_powers(polynomial.slope, 0, 2), scale_bits, 0});
  }
  return sums;
}

// Coming down, truncation is free. |x| < 2^integral_bits goes up, values below 2 come down.
Task<Secrets> in_wider_ring(Engine& engine, Secret u, std::vector<PlainPolynomial> sums,
                            int dropped) {
  const Settings& settings = engine.settings();
  const Ring& ring = u.ring();
  const int up_bound = settings.integral_bits + engine.fractional_bits();
  const int down_bound = sums.front().scale_bits + 1;
  const PartyId back = settings.switch_one_way ? kServer0 : kServer1;
  Secrets wide(1);
  wide[0] = co_await engine.change_ring(std::move(u), *settings.wide_ring, up_bound, 0, kServer0);
  Secrets far = co_await engine.polynomials(std::move(wide), std::move(sums));
  Task<Secret> first = engine.change_ring(far[0], ring, down_bound, dropped, back);
  if (far.size() == 1) {
    far[0] = co_await first;
    co_return far;
  }
  Task<Secret> second = engine.change_ring(far[1], ring, down_bound, dropped, back);
  auto both = co_await engine.all(std::move(first), std::move(second));
  far = {std::move(both.first), std::move(both.second)};
  co_return far;
}

}  // namespace

Task<Activation> by_powers(Engine& engine, Secret u, OddPolynomial polynomial) {
  const int degree = 2 * static_cast<int>(polynomial.odd.size()) - 1;
  const int dropped = degree * u.fractional_bits();
  auto sums = by_all_powers(polynomial, dropped + engine.fractional_bits());
  Secrets values;
  if (engine.settings().switch_ring) {
    values = co_await in_wider_ring(engine, std::move(u), std::move(sums), dropped);
  } else {
    for (PlainPolynomial& sum : sums) sum.drop = dropped;
    Secrets of_u{std::move(u)};
    values = co_await engine.polynomials(std::move(of_u), std::move(sums));
  }
  co_return activation_of(std::move(values));
}

}  // namespace fathom
