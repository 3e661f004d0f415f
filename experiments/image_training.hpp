#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "experiments/private_digits.hpp"
#include "experiments/training_options.hpp"
#include "metrics/columns.hpp"
#include "nn/data/npz.hpp"
#include "nn/training.hpp"

namespace fathom {

/// Who computes the feature layers of a training.
enum class FeaturesBy : std::uint8_t {
  providers,        ///< in the clear, before they share
  public_weights,   ///< the servers, on shares of images, with weights that everybody knows
  private_weights,  ///< the servers, on shares of images and of weights
  trained,          ///< the servers, and they train these layers too
};

/// Options of a private training on images of the digits 5-9.
struct ImageTrainingOptions : TrainingOptions {
  std::string experiment;
  std::string features_by = "private-weights";
  std::string losses_out;
  double last_rate = 0.0, decay = 1.0, feature_scale = 1.0;
  int half_width = 16;
  bool from_scratch = false;

  ImageTrainingOptions() { twins = "clear"; }
  void add_to(CLI::App& app, bool trains_all_layers);
  /// Throws UserError for what can be seen to be wrong before anything is read or run.
  void check() const;
  /// Throws UserError for what does not exist.
  [[nodiscard]] FeaturesBy resolve_features_by() const;
};

/// The digits, and the feature layers' weights where they are given.
struct ImageTrainingData {
  Mnist digits;
  NamedArrays weights;
};
[[nodiscard]] ImageTrainingData load_training_data(const ImageTrainingOptions& options);

/// The training that the options describe; `weights` are those that every party is to know.
[[nodiscard]] TrainingSpec training_of(const ImageTrainingOptions& options, DigitCounts counts,
                                       const NamedArrays& weights);
/// What its providers hold.
[[nodiscard]] InputData inputs_of(const ImageTrainingOptions& options, const TrainingSpec& spec,
                                  const ImageTrainingData& data);

/// The tables of such a run: those of every run, and the losses of --losses-out.
[[nodiscard]] std::vector<TableSpec> image_training_tables();

/// Predicts, or trains and predicts privately; prints a summary on standard error and writes the
/// tables.
void run_image_training(const ImageTrainingOptions& options);

}  // namespace fathom
