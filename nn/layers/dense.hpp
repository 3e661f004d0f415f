#pragma once

#include "nn/layers/layer.hpp"

namespace fathom {

/// Dense layer  y = x w + b        x: (batch, in)   w: (in, out)   b: (out)   y: (batch, out)
/// Forward : 1 round, batch*in + in*out elements each way, one dot triple (in, out inputs masked).
/// Backward: dw = x' dy and dx = dy w', each 1 round (both in one when openings go together), with
///           batch*in + batch*out and batch*out + in*out elements each way, one dot triple each; db
///           is the sum of dy's rows. dx takes the weights from before the update.
/// Every product is truncated once; on shares y is within 1, dw and dx within 1 unit of the last
/// place of the encoded reading.                                   [SecureML section 4; seed,
/// "Dense layers"]
class Dense final : public Layer {
 public:
  explicit Dense(std::size_t units, std::string name = "dense");

  Shape build(const Shape& input) override;
  [[nodiscard]] Task<Secret> forward(Engine& engine, Secret x, Pass pass) override;
  [[nodiscard]] Task<Secret> backward(Engine& engine, Secret dy, bool needs_dx) override;

 private:
  std::size_t units_;
  Secret x_;
};

}  // namespace fathom
