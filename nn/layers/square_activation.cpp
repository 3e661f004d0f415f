#include "nn/layers/square_activation.hpp"

#include <utility>

#include "nn/layers/sigmoid_forms.hpp"

namespace fathom {

Task<Secret> SquareActivation::forward(Engine& engine, Secret x, Pass pass) {
  const LabelScope scope(co_await this_strand(), id(), pass);
  Activation square = co_await square_activation(engine, std::move(x));
  if (pass == Pass::forward) slope_ = std::move(square.slope);
  co_return std::move(square.y);
}

Task<Secret> SquareActivation::backward(Engine& engine, Secret dy, bool needs_dx) {
  const LabelScope scope(co_await this_strand(), id(), Pass::backward);
  Secret slope = std::exchange(slope_, Secret());
  if (!needs_dx) co_return Secret();
  co_return co_await times_slope(engine, std::move(dy), std::move(slope));
}

}  // namespace fathom
