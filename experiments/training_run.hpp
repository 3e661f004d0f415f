#pragma once

#include "experiments/private_run.hpp"
#include "nn/training.hpp"

namespace fathom {

/// Completes `run`, whose program is a training, with all that follows from the training: inputs
/// from so many providers, layers, steps and what a party reads.
[[nodiscard]] RunSpec training_run(RunSpec run, const TrainingSpec& training,
                                   std::uint32_t providers);

}  // namespace fathom
