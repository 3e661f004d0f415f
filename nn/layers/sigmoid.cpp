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

OddPolynomial Sigmoid::polynomial(bool with_slope) const {
  OddPolynomial result;
  for (std::size_t i = 0; i < polynomial_.coefficients.size(); ++i) {
    result.odd.push_back(coefficient(i));
    if (!with_slope) continue;
    result.slope.push_back(std::ldexp(static_cast<double>(2 * i + 1) * coefficient(i), -shift()));
  }
  return result;
}

Task<Secret> Sigmoid::forward(Engine& engine, Secret x, Pass pass) {
  const LabelScope scope(co_await this_strand(), id(), pass);
  const bool own = derivative_ == Derivative::polynomial && pass == Pass::forward;
  const bool square = engine.settings().sigmoid == SigmoidForm::square;
  const PublicNumber as_u{std::ldexp(1.0, -shift()), 1, shift()};
  if (!square) engine.watch_interval(co_await this_strand(), x, half_width());
  Secret u = std::move(x);
  if (shift() > 0 && !square) u = co_await engine.scale(std::move(u), as_u);
  kept_ = co_await activation(engine, std::move(u), polynomial(own));
  Secret y = kept_.y;
  if (pass != Pass::forward) kept_ = Activation();
  co_return y;
}

Task<Done> Sigmoid::prepare_backward(Engine& engine) {
  const LabelScope scope(co_await this_strand(), id(), Pass::backward);
  if (kept_.has_slope()) co_return Done{};
  if (derivative_ == Derivative::output) {
    kept_.slope = co_await slope_by_output(engine);
  } else {
    std::vector<double> slope = polynomial(true).slope;
    kept_.slope = co_await slope_of_powers(engine, std::move(kept_.even_powers), std::move(slope));
  }
  co_return Done{};
}

Task<Secret> Sigmoid::slope_by_output(Engine& engine) {
  const int f = engine.fractional_bits();
  const Secret y = kept_.y;
  if (engine.settings().sigmoid == SigmoidForm::sequential && !engine.reuses_masks()) {
    const PublicNumber minus_one{-1.0, -1, 0};
    Secret minus_y = co_await engine.scale(y, minus_one);
    Secret one_minus_y = co_await engine.add_constant(std::move(minus_y), 1.0);
    co_return co_await engine.multiply(y, std::move(one_minus_y), f);
  }
  std::vector<Secret> terms{y, y};
  terms[1] = co_await engine.square(y, 0);
  std::vector<double> signs{1.0, -1.0};
  co_return co_await engine.weighted_sum(std::move(terms), std::move(signs), 0.0);
}

Task<Secret> Sigmoid::backward(Engine& engine, Secret dy, bool needs_dx) {
  const LabelScope scope(co_await this_strand(), id(), Pass::backward);
  Activation kept = std::exchange(kept_, Activation());
  if (!needs_dx) co_return Secret();
  co_return co_await times_slope(engine, std::move(dy), std::move(kept.slope));
}

}  // namespace fathom
