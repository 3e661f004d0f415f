#pragma once

#include "nn/layers/clear_activation.hpp"

namespace fathom {

/// y = 1 / (1 + exp(-x)), element by element                             x, y: any shape
/// Backward: dx = dy y (1 - y).
/// In the clear alone: what `Sigmoid` approximates by a polynomial, because private exponents and
/// private denominators are not here. Throws UserError on shares and on encoded integers.
/// [seed, "Layers"; Keras Activation('sigmoid')]
class TrueSigmoid final : public ClearActivation {
 public:
  explicit TrueSigmoid(std::string name = "sigmoid");
};

}  // namespace fathom
