#include "nn/losses/squared_error.hpp"

#include <utility>

namespace fathom {

Task<Secret> SquaredError::gradient(Engine& engine, Secret outputs, Secret labels) const {
  const LabelScope scope(co_await this_strand(), id_, Pass::backward);
  co_return co_await engine.subtract(std::move(outputs), std::move(labels));
}

}  // namespace fathom
