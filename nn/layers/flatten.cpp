#include "nn/layers/flatten.hpp"

#include <utility>

namespace fathom {

Flatten::Flatten(std::string name) : Layer(std::move(name)) {}

Task<Secret> Flatten::forward(Engine& /*engine*/, Secret x, Pass /*pass*/) {
  input_ = x.shape();
  co_return x.reshaped(Shape{input_[0], input_.row_size()});
}

Task<Secret> Flatten::backward(Engine& /*engine*/, Secret dy, bool needs_dx) {
  if (!needs_dx) co_return Secret();
  co_return dy.reshaped(input_);
}

}  // namespace fathom
