#include "nn/layers/sigmoid_forms.hpp"

#include <fmt/format.h>

#include <utility>

#include "metrics/errors.hpp"
#include "nn/layers/sigmoid_powers.hpp"

namespace fathom {
namespace {

// u carries f bits and an excess, its higher powers f: each product drops what is above f.
Task<Activation> sequential(Engine& engine, Secret u, OddPolynomial p) {
  const int f = engine.fractional_bits();
  const int above = u.fractional_bits();
  Activation result;
  Secret u2 = co_await engine.multiply(u, u, 2 * above - f);
  std::vector<Secret> powers{u};
  while (powers.size() < p.odd.size()) {
    Secret next;
    if (powers.size() == 1) next = co_await engine.multiply(u2, u, above);
    if (powers.size() > 1) next = co_await engine.multiply(u2, powers.back(), f);
    powers.push_back(std::move(next));
  }
  result.y = co_await engine.weighted_sum(std::move(powers), std::move(p.odd), 0.5);
  result.even_powers.push_back(std::move(u2));
  co_return result;
}

Task<Activation> logarithmic(Engine& engine, Secret u, OddPolynomial p) {
  const int f = engine.fractional_bits();
  const int above = u.fractional_bits();
  Activation result;
  Secret u2 = co_await engine.square(u, 2 * above - f);
  Task<Secret> to_u3 = engine.multiply(u2, u, above);
  Task<Secret> to_u4 = engine.square(u2, f);
  auto [u3, u4] = co_await engine.all(std::move(to_u3), std::move(to_u4));
  Task<Secret> to_u5 = engine.multiply(u4, u, above);
  Task<Secret> to_u7 = engine.multiply(u4, u3, f);
  auto [u5, u7] = co_await engine.all(std::move(to_u5), std::move(to_u7));
  Secret u9 = co_await engine.multiply(u4, u5, f);
  std::vector<Secret> powers{std::move(u), std::move(u3), std::move(u5), std::move(u7),
                             std::move(u9)};
  result.y = co_await engine.weighted_sum(std::move(powers), std::move(p.odd), 0.5);
  result.even_powers = {std::move(u2), std::move(u4)};
  co_return result;
}

// The inner sum of masked values is masked itself, unless a truncation makes it a new value.
Task<Activation> split(Engine& engine, Secret u, OddPolynomial p) {
  const int f = engine.fractional_bits();
  const int above = u.fractional_bits();
  const bool untruncated = 3 * f + 2 + gap_bits(engine.settings()) <= engine.settings().ring->bits;
  Activation result;
  Secret y = co_await engine.square(u, 2 * above - f);
  Secret y2 = co_await engine.square(y, f);
  std::vector<Secret> squares{y, y2};
  if (untruncated && engine.reuses_masks()) co_await engine.mask(squares);
  std::vector<double> highest{p.odd[3], p.odd[4]};
  Secret inner = co_await engine.weighted_sum_at(2 * f, std::move(squares), std::move(highest),
                                                 p.odd[2], untruncated ? 0 : f);
  const int product = f + inner.fractional_bits();
  std::vector<Secret> terms{y, Secret()};
  terms[1] = co_await engine.multiply(y2, std::move(inner), 0);
  std::vector<double> factors{p.odd[1], 1.0};
  Secret outer = co_await engine.weighted_sum_at(product, std::move(terms), std::move(factors),
                                                 p.odd[0], product - f);
  Secret odd = co_await engine.multiply(std::move(outer), std::move(u), above);
  result.y = co_await engine.add_constant(std::move(odd), 0.5);
  result.even_powers = {std::move(y), std::move(y2)};
  co_return result;
}

void ensure_degree_nine(const OddPolynomial& polynomial) {
  if (polynomial.odd.size() == 5) return;
  throw UserError(fmt::format(
      "this form of the sigmoid is of degree 9, not {}: powers, powers of y and, with the "
      "derivative by output, sequential take any degree",
      2 * static_cast<int>(polynomial.odd.size()) - 1));
}

}  // namespace

Task<Activation> activation(Engine& engine, Secret u, OddPolynomial polynomial) {
  const SigmoidForm form = engine.settings().sigmoid;
  if (form == SigmoidForm::square) return square_activation(engine, std::move(u));
  if (form == SigmoidForm::powers) return by_powers(engine, std::move(u), std::move(polynomial));
  if (form == SigmoidForm::powers_of_y) {
    return by_powers_of_y(engine, std::move(u), std::move(polynomial));
  }
  if (form == SigmoidForm::sequential && polynomial.slope.empty()) {
    return sequential(engine, std::move(u), std::move(polynomial));
  }
  ensure_degree_nine(polynomial);
  if (form == SigmoidForm::powers_3x3) {
    return by_powers_3x3(engine, std::move(u), std::move(polynomial));
  }
  if (form == SigmoidForm::logarithmic) {
    return logarithmic(engine, std::move(u), std::move(polynomial));
  }
  if (form == SigmoidForm::split) return split(engine, std::move(u), std::move(polynomial));
  return sequential(engine, std::move(u), std::move(polynomial));
}

// x read with one fractional bit less is 2x.
Task<Activation> square_activation(Engine& engine, Secret x) {
  const PublicNumber twice{2.0, 1, -1};
  Activation result;
  result.y = co_await engine.square(x, 2 * x.fractional_bits() - engine.fractional_bits());
  result.slope = co_await engine.scale(std::move(x), twice);
  co_return result;
}

Task<Secret> times_slope(Engine& engine, Secret dy, Secret slope) {
  const int drop = dy.fractional_bits() + slope.fractional_bits() - engine.fractional_bits();
  co_return co_await engine.multiply(std::move(dy), std::move(slope), drop);
}

Task<Secret> slope_of_powers(Engine& engine, std::vector<Secret> even_powers,
                             std::vector<double> slope) {
  const int f = engine.fractional_bits();
  const bool two = even_powers.size() > 1;
  const Secret u2 = even_powers[0];
  Secret u4;
  if (two) u4 = even_powers[1];
  if (!two) u4 = co_await engine.multiply(u2, u2, f);
  even_powers = {u2, u4};
  Task<Secret> u6 = engine.multiply(u2, u4, f);
  Task<Secret> u8 = engine.multiply(u4, u4, f);
  if (engine.settings().sigmoid != SigmoidForm::sequential) u8 = engine.square(u4, f);
  auto both = co_await engine.all(std::move(u6), std::move(u8));
  even_powers.push_back(std::move(both.first));
  even_powers.push_back(std::move(both.second));
  const double constant = slope.front();
  slope.erase(slope.begin());
  co_return co_await engine.weighted_sum(std::move(even_powers), std::move(slope), constant);
}

}  // namespace fathom
