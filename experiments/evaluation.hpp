#pragma once

#include <cstdint>
#include <vector>

#include "nn/loss.hpp"
#include "protocol/outputs.hpp"

namespace fathom {

/// How well scores predict classes.
struct Evaluation {
  double accuracy = 0;  ///< share of samples whose greatest score is that of their class
  double loss = 0;      ///< mean over the samples, as Keras states it, without dropout
};

/// Of scores before softmax, one output a batch. The loss is cross_entropy, -log p of the class, or
/// softmax_squared_error, the mean of (p - y)^2 over the classes.
[[nodiscard]] Evaluation evaluate(const std::vector<Output>& scores,
                                  const std::vector<std::uint8_t>& labels, LossName loss);

}  // namespace fathom
