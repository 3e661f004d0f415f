#pragma once

#include "nn/loss.hpp"

namespace fathom {

/// Half the squared error of K sigmoids, the model's last layer: ds = s - y, which that layer
/// multiplies by s'.                                              s, y, ds: (batch, classes)
/// Nothing is revealed: 0 rounds, 0 bytes, no material.
/// [protocols.md, "Likelihoods in training"; Rumelhart, Hinton and Williams 1986]
class SquaredError final : public Loss {
 public:
  explicit SquaredError(LayerNames& names) : id_(names.add("loss")) {}
  [[nodiscard]] Task<Secret> gradient(Engine& engine, Secret outputs, Secret labels) const override;

 private:
  LayerId id_;
};

}  // namespace fathom
