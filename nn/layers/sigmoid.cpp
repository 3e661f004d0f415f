#include "nn/layers/sigmoid.hpp"

#include <cmath>
#include <utility>

namespace fathom {

Sigmoid::Sigmoid(SigmoidPolynomial polynomial, PowersOf powers, Derivative derivative,
                 std::string name)
    : Layer(std::move(name)),
      polynomial_(std::move(polynomial)),
      powers_(powers),
      derivative_(derivative) {}

double Sigmoid::coefficient(std::size_t i) const {
  const int power = 2 * static_cast<int>(i) + 1;
  return std::ldexp(polynomial_.coefficients[i], -(polynomial_.half_width_log2 - shift()) * power);
}

// u carries f + h fractional bits, its higher powers f: each product drops what is in excess of f.
Task<Secret> Sigmoid::forward(Engine& engine, Secret x, Pass pass) {
  const LabelScope scope(co_await this_strand(), id(), pass);
  const int f = engine.fractional_bits();
  const int h = shift();
  const PublicNumber as_u{std::ldexp(1.0, -h), 1, h};
  Secret u = std::move(x);
  if (h > 0) u = co_await engine.scale(std::move(u), as_u);
  const int excess = u.fractional_bits() - f;
  Secret u2 = co_await engine.multiply(u, u, f + 2 * excess);
  Secret u3 = co_await engine.multiply(u2, u, f + excess);
  Secret u5 = co_await engine.multiply(u2, u3, f);
  Secret u7 = co_await engine.multiply(u2, u5, f);
  Secret u9 = co_await engine.multiply(u2, u7, f);

  std::vector<double> factors;
  for (std::size_t i = 0; i < polynomial_.coefficients.size(); ++i)
    factors.push_back(coefficient(i));
  std::vector<Secret> powers{std::move(u), std::move(u3), std::move(u5), std::move(u7),
                             std::move(u9)};
  y_ = co_await engine.weighted_sum(std::move(powers), std::move(factors), 0.5);
  if (derivative_ == Derivative::polynomial) u2_ = std::move(u2);
  slope_ = Secret();
  co_return y_;
}

Task<Done> Sigmoid::prepare_backward(Engine& engine) {
  const LabelScope scope(co_await this_strand(), id(), Pass::backward);
  if (derivative_ == Derivative::output) {
    slope_ = co_await slope_by_output(engine);
  } else {
    slope_ = co_await slope_by_polynomial(engine);
  }
  co_return Done{};
}

Task<Secret> Sigmoid::slope_by_output(Engine& engine) {
  const PublicNumber minus_one{-1.0, -1, 0};
  Secret minus_y = co_await engine.scale(y_, minus_one);
  Secret one_minus_y = co_await engine.add_constant(std::move(minus_y), 1.0);
  co_return co_await engine.multiply(y_, std::move(one_minus_y), engine.fractional_bits());
}

Task<Secret> Sigmoid::slope_by_polynomial(Engine& engine) {
  const int f = engine.fractional_bits();
  Secret u4 = co_await engine.multiply(u2_, u2_, f);
  Task<Secret> u6 = engine.multiply(u2_, u4, f);
  Task<Secret> u8 = engine.multiply(u4, u4, f);
  auto both = co_await engine.all(std::move(u6), std::move(u8));
  std::vector<double> factors;
  for (std::size_t i = 1; i < polynomial_.coefficients.size(); ++i) {
    factors.push_back(std::ldexp(static_cast<double>(2 * i + 1) * coefficient(i), -shift()));
  }
  std::vector<Secret> powers{std::move(u2_), std::move(u4), std::move(both.first),
                             std::move(both.second)};
  u2_ = Secret();
  const double constant = std::ldexp(coefficient(0), -shift());
  co_return co_await engine.weighted_sum(std::move(powers), std::move(factors), constant);
}

Task<Secret> Sigmoid::backward(Engine& engine, Secret dy, bool needs_dx) {
  const LabelScope scope(co_await this_strand(), id(), Pass::backward);
  Secret dx;
  const int drop = dy.fractional_bits();
  if (needs_dx) dx = co_await engine.multiply(std::move(dy), slope_, drop);
  y_ = Secret();
  slope_ = Secret();
  co_return dx;
}

}  // namespace fathom
