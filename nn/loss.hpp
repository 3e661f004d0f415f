#pragma once

#include <memory>
#include <string_view>

#include "protocol/engines/engine.hpp"

namespace fathom {

/// What a training makes small.
enum class LossName : std::uint8_t {
  cross_entropy,          ///< of softmax likelihoods, which somebody must see  [seed]
  squared_error,          ///< of a sigmoid for each class
  one_against_one,        ///< squared error of a sigmoid for each two classes
  softmax_squared_error,  ///< of softmax likelihoods, in the clear alone
};
/// "cross_entropy", "squared_error", ...
[[nodiscard]] std::string_view to_string(LossName loss);

/// A loss, written once against the engine: from the model's outputs and private labels (one-hot
/// rows) to the gradient by the outputs, not divided by the batch: the optimizer does that.
class Loss {
 public:
  Loss() = default;
  Loss(const Loss&) = delete;
  Loss& operator=(const Loss&) = delete;
  virtual ~Loss() = default;

  [[nodiscard]] virtual Task<Secret> gradient(Engine& engine, Secret outputs,
                                              Secret labels) const = 0;
};

/// The loss of that name for so many classes; names its rows of the tables.
[[nodiscard]] std::unique_ptr<Loss> make_loss(LossName loss, std::size_t classes,
                                              LayerNames& names);

/// How many outputs a model for so many classes has: K scores, K sigmoids, or K (K - 1) / 2
/// sigmoids for the pairs (0, 1), (0, 2), ..., (K - 2, K - 1).
[[nodiscard]] std::size_t output_count(LossName loss, std::size_t classes);

/// Throws UserError for a loss that does not go with who sees the likelihoods: those of softmax
/// need somebody, and the losses of sigmoids, for which nothing is revealed, need nobody.
void check_loss(LossName loss, Likelihoods likelihoods);

}  // namespace fathom
