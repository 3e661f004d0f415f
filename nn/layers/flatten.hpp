#pragma once

#include "nn/layers/layer.hpp"

namespace fathom {

/// (batch, ...) as (batch, all the rest): the same value seen with another shape. 0 rounds, 0
/// bytes.
class Flatten final : public Layer {
 public:
  explicit Flatten(std::string name = "flatten");

  Shape build(const Shape& input) override { return Shape{input[0], input.row_size()}; }
  [[nodiscard]] Task<Secret> forward(Engine& engine, Secret x, Pass pass) override;
  [[nodiscard]] Task<Secret> backward(Engine& engine, Secret dy, bool needs_dx) override;

 private:
  Shape input_;
};

}  // namespace fathom
