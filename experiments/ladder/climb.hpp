#pragma once

#include <functional>

#include "experiments/evaluation.hpp"
#include "experiments/ladder/rungs.hpp"
#include "nn/data/dataset.hpp"
#include "nn/data/npz.hpp"

namespace fathom {

/// What every rung is climbed with.
struct ClimbOptions {
  std::uint32_t epochs = 0;  ///< 0: each rung's own
  std::uint32_t batch = 32;
  std::uint64_t seed = 1;
};

/// A rung after one of its epochs.
struct EpochResult {
  std::uint32_t epoch = 0;  ///< from 1
  Evaluation test;
  double seconds = 0;  ///< of the epoch with its evaluation, on this machine
};
using OnEpoch = std::function<void(const EpochResult&)>;

/// Trains a rung's model in the clear on `digits`, of five classes, and gives its weights. On
/// features, the feature layers take the weights `before`, which another rung gave, and stay as
/// they are, and the classification layers start from it. [seed, "Transfer Learning"]
NamedArrays climb(const Rung& rung, const Mnist& digits, const ClimbOptions& options,
                  const NamedArrays& before, const OnEpoch& on_epoch);

}  // namespace fathom
