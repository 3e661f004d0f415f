#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "experiments/private_run.hpp"
#include "nn/sequential.hpp"

namespace fathom {

/// What the output receiver learned of a run, and what its twins in the clear put out.
struct Outcome {
  Outputs on_shares;
  std::optional<Outputs> clear, encoded;
};

/// Which twins to run: both, clear, encoded or none. Throws UserError for anything else.
void add_twins(CLI::App& app, std::string& twins);
void check_twins(const std::string& twins);

/// Runs the twins that were asked for, then the run on shares; `doing`, such as "predicting", names
/// them where progress is shown.
[[nodiscard]] Outcome run_with_twins(PrivateRun& run, const InputData& data,
                                     const std::string& twins, const std::string& doing);

/// The classes that predictions decide for; unless something else is said, those with the greatest
/// of "scores".
using Decide = std::function<std::vector<std::uint8_t>(const Outputs&)>;
[[nodiscard]] std::vector<std::uint8_t> greatest_scores(const Outputs& outputs);

/// Notes the accuracies on `labels` for the tables.
void note_accuracies(Measurement& measured, const Outcome& outcome,
                     const std::vector<std::uint8_t>& labels,
                     const Decide& decide = greatest_scores);
/// "private test accuracy on 4861 samples: ...", on standard error.
void print_accuracies(const Measurement& measured, std::size_t tests);

/// Writes "scores" as one array, a row a sample, and a model's weights under its names, where a
/// file is named.
void write_scores(const std::string& path, const Outputs& outputs);
void write_weights(const std::string& path, const Outputs& outputs, const Sequential& model);

}  // namespace fathom
