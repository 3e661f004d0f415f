#pragma once

#include <cstdint>

#include "actors/faults/faulty_job.hpp"
#include "nn/training.hpp"

namespace fathom {

/// The training that a campaign lets faults happen to: 7 features, a hidden layer of 6 sigmoids, 3
/// classes; so many steps of four samples, predictions of three more, and the weights at the end.
/// Small, so that it can be run thousands of times, and with every kind of message.
[[nodiscard]] TrainingSpec campaign_training(std::uint32_t steps, LossName loss);

/// The same as a job under a variant, with two providers.
[[nodiscard]] FaultyJob campaign_job(const TrainingSpec& training, const Settings& settings,
                                     const NetworkSpec& network, std::uint64_t seed);

/// Holds what a run without faults gave against the same training on encoded integers in the clear.
/// The greatest distance, in units of the results' last place.
[[nodiscard]] double distance_to_twin(const FaultyJob& job, const Outputs& outputs);

}  // namespace fathom
