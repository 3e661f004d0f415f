#pragma once

#include "protocol/engines/engine.hpp"

namespace fathom {

/// Softmax with cross-entropy, from revealed scores: the scores go to whom the settings say, and
/// dz = softmax(z) - y comes back as shares p - y0 and -y1.       z, y, dz: (batch, classes)
/// 1 round (the reveal); online n / n, or 0 / n when server 0 alone learns them; no material. Not
/// divided by the batch: the optimizer does that.             [seed, "Softmax and loss function"]
class SoftmaxCrossEntropy {
 public:
  /// Names its two rows of the tables.
  explicit SoftmaxCrossEntropy(LayerNames& names)
      : reveal_(names.add("reveal")), softmax_(names.add("softmax")) {}

  [[nodiscard]] Task<Secret> gradient(Engine& engine, Secret scores, Secret labels) const;

 private:
  LayerId reveal_;
  LayerId softmax_;
};

}  // namespace fathom
