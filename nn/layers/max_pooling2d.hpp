#pragma once

#include "nn/layers/layer.hpp"
#include "protocol/windows.hpp"

namespace fathom {

/// Greatest of squares of p = `pool_size` by p           x: (B, H, W, C)     y: (B, H / p, W / p,
/// C) Backward: dx is dy where the square's greatest was (the first of equals), elsewhere 0. In the
/// clear alone: comparing private values is not here. Forward throws UserError on shares and on
/// encoded integers. [seed, "Layers"; Keras MaxPooling2D]
class MaxPooling2D final : public Layer {
 public:
  explicit MaxPooling2D(std::size_t pool_size, std::string name = "max_pooling2d");

  Shape build(const Shape& input) override;
  [[nodiscard]] Task<Secret> forward(Engine& engine, Secret x, Pass pass) override;
  [[nodiscard]] Task<Secret> backward(Engine& engine, Secret dy, bool needs_dx) override;

 private:
  std::size_t pool_size_;
  Secret x_;
};

}  // namespace fathom
