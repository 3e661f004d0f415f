#pragma once

#include "nn/layers/layer.hpp"
#include "protocol/windows.hpp"

namespace fathom {

/// Average over squares of p = `pool_size` by p          x: (B, H, W, C)     y: (B, H / p, W / p,
/// C) Forward and backward: 0 rounds, 0 bytes: a sum, and a division by p^2. For a power of two
/// that only raises the fractional bits, which the next truncation removes.   [seed, "Average
/// pooling"]
class AveragePooling2D final : public Layer {
 public:
  explicit AveragePooling2D(std::size_t pool_size, std::string name = "average_pooling2d");

  Shape build(const Shape& input) override;
  [[nodiscard]] Task<Secret> forward(Engine& engine, Secret x, Pass pass) override;
  [[nodiscard]] Task<Secret> backward(Engine& engine, Secret dy, bool needs_dx) override;

 private:
  std::size_t pool_size_;
  Windows windows_;
};

}  // namespace fathom
