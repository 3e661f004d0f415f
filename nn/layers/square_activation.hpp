#pragma once

#include "nn/layers/layer.hpp"

namespace fathom {

/// y = x^2, element by element                                 x, y: any shape of n elements
/// Forward : 1 round, n elements each way, a square pair of n, one truncation.
/// Backward: dx = 2 x dy: 1 round, 2n elements each way (n where masks are reused), a triple of n.
/// On shares y is off from the encoded reading by at most 1 unit of the last place, dx by at most
/// 1: 2x is exact and each product is truncated once. What `Sigmoid` is under
/// sigmoid=square. [CryptoNets, Gilad-Bachrach and others 2016; seed, "Layers"]
class SquareActivation final : public Layer {
 public:
  explicit SquareActivation(std::string name = "square") : Layer(std::move(name)) {}

  Shape build(const Shape& input) override { return input; }
  [[nodiscard]] Task<Secret> forward(Engine& engine, Secret x, Pass pass) override;
  [[nodiscard]] Task<Secret> backward(Engine& engine, Secret dy, bool needs_dx) override;

 private:
  Secret slope_;  ///< 2x
};

}  // namespace fathom
