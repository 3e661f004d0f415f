#pragma once

#include "nn/layers/clear_activation.hpp"

namespace fathom {

/// y = max(x, 0), element by element                                     x, y: any shape
/// Backward: dx = dy where x > 0, elsewhere 0 (at 0 too, as Keras).
/// In the clear alone: comparing private values is not here. Throws UserError on shares and on
/// encoded integers. [seed, "Layers"; Keras ReLU]
class ReLU final : public ClearActivation {
 public:
  explicit ReLU(std::string name = "relu");
};

}  // namespace fathom
