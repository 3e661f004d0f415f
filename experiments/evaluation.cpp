#include "experiments/evaluation.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "experiments/digits.hpp"
#include "metrics/errors.hpp"

namespace fathom {
namespace {

double log_sum_exp(std::span<const double> scores) {
  const double greatest = *std::ranges::max_element(scores);
  double sum = 0;
  for (const double z : scores) sum += std::exp(z - greatest);
  return greatest + std::log(sum);
}

double loss_of(std::span<const double> scores, std::size_t label, LossName loss) {
  const double log_sum = log_sum_exp(scores);
  if (loss == LossName::cross_entropy) return log_sum - scores[label];
  double sum = 0;
  for (std::size_t k = 0; k < scores.size(); ++k) {
    const double error = std::exp(scores[k] - log_sum) - (k == label ? 1.0 : 0.0);
    sum += error * error;
  }
  return sum / static_cast<double>(scores.size());
}

}  // namespace

Evaluation evaluate(const std::vector<Output>& scores, const std::vector<std::uint8_t>& labels,
                    LossName loss) {
  Evaluation result;
  result.accuracy = agreement(predicted_classes(scores), labels);
  std::size_t sample = 0;
  for (const Output& batch : scores) {
    const std::size_t classes = batch.shape.row_size();
    const std::span<const double> values(batch.values);
    for (std::size_t first = 0; first < values.size(); first += classes) {
      ensure(labels[sample] < classes, "a label has a score");
      result.loss += loss_of(values.subspan(first, classes), labels[sample++], loss);
    }
  }
  if (sample > 0) result.loss /= static_cast<double>(sample);
  return result;
}

}  // namespace fathom
