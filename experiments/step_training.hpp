#pragma once

#include <CLI/CLI.hpp>
#include <cstddef>
#include <cstdint>
#include <string>

#include "experiments/options.hpp"
#include "experiments/private_run.hpp"

namespace fathom {

/// All options of some training steps on random samples.
struct StepTrainingOptions {
  std::string model = "classifier";
  std::uint32_t steps = 1, epochs = 1, providers = 2;
  std::size_t hidden_layers = 1;
  std::size_t batch = 32;
  std::uint64_t seed = 1;
  NetworkOptions network;
  ProtocolOptions protocol;
  OutputOptions output;

  StepTrainingOptions() { protocol.trains = true; }
  void add_to(CLI::App& app);
};

/// Such a run, and what its providers hold. Throw UserError.
[[nodiscard]] RunSpec step_training_run(const StepTrainingOptions& options);
[[nodiscard]] InputData step_training_data(const StepTrainingOptions& options);

}  // namespace fathom
