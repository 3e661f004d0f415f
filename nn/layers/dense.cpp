#include "nn/layers/dense.hpp"

#include <fmt/format.h>

#include <utility>

#include "metrics/errors.hpp"

namespace fathom {

Dense::Dense(std::size_t units, std::string name) : Layer(std::move(name)), units_(units) {}

Shape Dense::build(const Shape& input) {
  if (input.rank() != 2) {
    throw UserError(fmt::format("layer {} takes (batch, features), not {}: put a Flatten before it",
                                name(), input.to_string()));
  }
  parameters_.clear();
  parameters_.push_back({"weights", Shape{input[1], units_}, {}, {}, {}, 0});
  parameters_.push_back({"bias", Shape{units_}, {}, {}, {}, 0});
  return Shape{input[0], units_};
}

Task<Secret> Dense::forward(Engine& engine, Secret x, Pass pass) {
  const LabelScope scope(co_await this_strand(), id(), pass);
  x_ = x;
  const int drop = x.fractional_bits();
  BilinearMapPtr map = matmul_map(Transpose::no, Transpose::no);
  Secret product =
      co_await product_with(engine, std::move(map), std::move(x), parameters_[0], drop);
  co_return co_await engine.add_row(std::move(product), parameters_[1].value);
}

Task<Secret> Dense::backward(Engine& engine, Secret dy, bool needs_dx) {
  const LabelScope scope(co_await this_strand(), id(), Pass::backward);
  const Secret w = parameters_[0].value;
  const int dw_drop = gradient_drop(engine, x_.fractional_bits() + dy.fractional_bits());
  const int dx_drop = dy.fractional_bits();
  Secret dx;
  Task<Secret> dw_task = engine.matmul(x_, dy, dw_drop, Transpose::yes, Transpose::no);
  if (needs_dx) {
    Task<Secret> dx_task = engine.matmul(dy, w, dx_drop, Transpose::no, Transpose::yes);
    auto both = co_await engine.all(std::move(dw_task), std::move(dx_task));
    parameters_[0].gradient = std::move(both.first);
    dx = std::move(both.second);
  } else {
    parameters_[0].gradient = co_await dw_task;
  }
  parameters_[1].gradient = co_await engine.sum_rows(std::move(dy));
  x_ = Secret();
  co_return dx;
}

}  // namespace fathom
