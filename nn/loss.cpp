#include "nn/loss.hpp"

#include <fmt/format.h>

#include <array>

#include "metrics/errors.hpp"
#include "nn/losses/cross_entropy.hpp"
#include "nn/losses/one_against_one.hpp"
#include "nn/losses/softmax_squared_error.hpp"
#include "nn/losses/squared_error.hpp"

namespace fathom {

std::string_view to_string(LossName loss) {
  constexpr std::array<std::string_view, 4> kNames{"cross_entropy", "squared_error",
                                                   "one_against_one", "softmax_squared_error"};
  return kNames[static_cast<std::size_t>(loss)];
}

std::unique_ptr<Loss> make_loss(LossName loss, std::size_t classes, LayerNames& names) {
  if (loss == LossName::squared_error) return std::make_unique<SquaredError>(names);
  if (loss == LossName::one_against_one) return std::make_unique<OneAgainstOne>(classes, names);
  if (loss == LossName::softmax_squared_error) return std::make_unique<SoftmaxSquaredError>(names);
  return std::make_unique<SoftmaxCrossEntropy>(names);
}

std::size_t output_count(LossName loss, std::size_t classes) {
  return loss == LossName::one_against_one ? classes * (classes - 1) / 2 : classes;
}

void check_loss(LossName loss, Likelihoods likelihoods) {
  const bool nobody = likelihoods == Likelihoods::none;
  const bool of_softmax =
      loss == LossName::cross_entropy || loss == LossName::softmax_squared_error;
  if (of_softmax != nobody) return;
  if (nobody) {
    throw UserError(fmt::format(
        "{} needs somebody who sees the likelihoods, and with likelihoods none nobody does: take "
        "the loss squared_error or one_against_one, or likelihoods both, one, permuted or server",
        to_string(loss)));
  }
  throw UserError(
      fmt::format("the loss {} reveals nothing, so likelihoods {} makes no sense with it: take "
                  "likelihoods none, or the loss cross_entropy",
                  to_string(loss), to_string(likelihoods)));
}

}  // namespace fathom
