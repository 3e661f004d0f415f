#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "experiments/private_run.hpp"

namespace fathom {

/// What the output receiver learned of a training, and what its twins in the clear put out.
struct TrainingOutcome {
  Outputs on_shares;
  std::optional<Outputs> clear, encoded;
};

/// Which twins to run: both, clear, encoded or none. Throws UserError for anything else.
void check_twins(const std::string& twins);

/// Runs the twins that were asked for, then the training on shares.
[[nodiscard]] TrainingOutcome run_training(PrivateRun& run, const InputData& data,
                                           const std::string& twins);

/// The classes that predictions decide for.
using Decide = std::function<std::vector<std::uint8_t>(const Outputs&)>;

/// Notes the accuracies on `labels` for the tables.
void note_accuracies(Measurement& measured, const TrainingOutcome& outcome, const Decide& decide,
                     const std::vector<std::uint8_t>& labels);
/// "private test accuracy on 4861 samples: ...", on standard error.
void print_accuracies(const Measurement& measured, std::size_t tests);

}  // namespace fathom
