#pragma once

#include "nn/loss.hpp"

namespace fathom {

/// Softmax with cross-entropy: dz = softmax(z) - y.                z, y, dz: (batch, classes)
/// The scores go to whom the settings say. Both servers, or server 0 alone: 1 round, n / n or 0 /
/// n, no material, and the gradient's shares are p - y0 and -y1. Hidden in their order, from server
/// 0 or from a likelihood server: 3 rounds, or 2, see `HiddenSoftmax`, and a subtraction.
///                                                            [seed, "Softmax and loss function"]
class SoftmaxCrossEntropy final : public Loss {
 public:
  /// Names its two rows of the tables.
  explicit SoftmaxCrossEntropy(LayerNames& names)
      : reveal_(names.add("reveal")), softmax_(names.add("softmax")) {}

  [[nodiscard]] Task<Secret> gradient(Engine& engine, Secret scores, Secret labels) const override;

 private:
  [[nodiscard]] Task<Secret> from_revealed(Engine& engine, Secret scores, Secret labels) const;
  [[nodiscard]] Task<Secret> from_hidden(Engine& engine, Secret scores, Secret labels) const;

  LayerId reveal_;
  LayerId softmax_;
};

}  // namespace fathom
