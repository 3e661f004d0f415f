#pragma once

#include <cstdint>
#include <vector>

#include "nn/layers/layer.hpp"

namespace fathom {

/// In training drops each element with probability `rate` and scales the rest by 1 / (1 - rate); in
/// prediction does nothing. The servers agree once on server 0's seed, 16 bytes in phase setup, and
/// drop the same elements of their shares: which these are is no secret.
///   x, y: any shape
/// Forward and backward: 0 rounds, 0 bytes. [seed, "Dropout"]
class Dropout final : public Layer {
 public:
  Dropout(double rate, std::uint64_t seed, std::string name = "dropout");

  Shape build(const Shape& input) override { return input; }
  [[nodiscard]] Task<Done> set_up(Engine& engine) override;
  [[nodiscard]] Task<Secret> forward(Engine& engine, Secret x, Pass pass) override;
  [[nodiscard]] Task<Secret> backward(Engine& engine, Secret dy, bool needs_dx) override;

 private:
  [[nodiscard]] Task<Secret> drop(Engine& engine, Secret x);

  double rate_;
  Key key_;
  std::uint64_t draws_ = 0;  ///< forward passes so far
  std::shared_ptr<const std::vector<bool>> keep_;
};

}  // namespace fathom
