#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "nn/loss.hpp"
#include "nn/models.hpp"
#include "nn/optimizer.hpp"

namespace fathom {

/// An optimizer by its name and numbers.
struct OptimizerSetting {
  std::string name;  ///< adam or sgd
  double rate = 0;
  double momentum = 0;

  [[nodiscard]] std::unique_ptr<Optimizer> make() const;
};

/// One step of the seed's way from a model that suits images to one that suits shares: how it is
/// trained in the clear, and the reference implementation's test accuracy after its last epoch.
/// [seed, "Adapting the Model"; the figures are those of its notebook Keras.ipynb]
struct Rung {
  std::string name;
  std::string meaning;
  int first_digit = 5, last_digit = 9;
  ModelLayers layers;
  OptimizerSetting optimizer;
  LossName loss = LossName::cross_entropy;
  std::uint32_t epochs = 1;
  double reference_accuracy = 0;
  bool on_features = false;  ///< trains the classification layers alone, on the rung before's

  /// The reference's accuracy after `epoch`: known of its last one.
  [[nodiscard]] std::optional<double> reference_after(std::uint32_t epoch) const;
};

/// base, sgd, sigmoid, squared_error, pretrain, transfer: from the bottom to the top.
[[nodiscard]] std::vector<Rung> all_rungs();

/// The rungs of these names, separated by commas, in their order from the bottom; transfer brings
/// pretrain. Empty: all. Throws UserError for a name that is none.
[[nodiscard]] std::vector<Rung> rungs_named(const std::string& names);

}  // namespace fathom
