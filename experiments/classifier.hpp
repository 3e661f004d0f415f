#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "experiments/private_run.hpp"
#include "experiments/training_options.hpp"
#include "metrics/tables.hpp"
#include "nn/data/array.hpp"
#include "nn/models.hpp"
#include "nn/training.hpp"

namespace fathom {

/// All options of a private training of the classifier.
struct ClassifierOptions : TrainingOptions {
  std::string features, labels, test_features, test_labels;  ///< .npy instead of images
  std::string weights_in, logits_out, shares_out;
  std::string powers_of = "u";
  std::string loss;  ///< empty: squared_error when nobody sees the likelihoods, else cross_entropy
  int half_width = 8;
  bool first_input_gradient = false;

  void add_to(CLI::App& app);
  /// Throws UserError for what can be seen to be wrong before anything is read or run.
  void check() const;
  /// Both throw UserError for what does not exist.
  [[nodiscard]] LossName resolve_loss() const;
  [[nodiscard]] PowersOf resolve_powers_of() const;
};

/// Features and labels of training and test.
struct ClassifierData {
  std::shared_ptr<const HostArray<float>> train, test;
  std::shared_ptr<const std::vector<std::uint8_t>> train_labels, test_labels;
  std::size_t classes = 5;
};

/// Reads the user's features, or the digits 5-9, whose features the providers extract in the clear.
[[nodiscard]] ClassifierData load_classifier_data(const ClassifierOptions& options);
/// Sizes alone: what a prediction needs.
struct ClassifierSizes {
  std::size_t samples, test_samples, features, classes;
};
[[nodiscard]] ClassifierSizes classifier_sizes(const ClassifierOptions& options);

/// The training that the options describe.
[[nodiscard]] TrainingSpec training_of(const ClassifierOptions& options,
                                       const ClassifierSizes& sizes);

/// Such a run, and what its providers hold. Throw UserError.
[[nodiscard]] RunSpec classifier_run(const ClassifierOptions& options);
[[nodiscard]] InputData classifier_inputs(const ClassifierOptions& options);

/// Predicts, or trains and predicts privately; prints a summary on standard error, writes the
/// tables. Returns them.
std::vector<CsvTable> run_classifier(const ClassifierOptions& options);

}  // namespace fathom
