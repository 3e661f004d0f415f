#pragma once

#include "nn/layers/layer.hpp"

namespace fathom {

/// (x - mean) times a public scale, feature by feature           x, y: (batch, features)
/// The mean is a parameter that is never trained, from the data on which the layers before were
/// trained; one factor stands for all the deviations. Forward and backward: 0 rounds, 0 bytes, and
/// a truncation only where the scale has bits of its own.            [Keras, Normalization]
class Normalization final : public Layer {
 public:
  explicit Normalization(double scale, std::string name = "normalization");

  Shape build(const Shape& input) override;
  [[nodiscard]] Task<Secret> forward(Engine& engine, Secret x, Pass pass) override;
  [[nodiscard]] Task<Secret> backward(Engine& engine, Secret dy, bool needs_dx) override;

 private:
  double scale_;
};

}  // namespace fathom
