#include "experiments/training_outcome.hpp"

#include <fmt/format.h>

#include <iostream>

#include "experiments/digits.hpp"
#include "metrics/errors.hpp"

namespace fathom {

void check_twins(const std::string& twins) {
  if (twins == "both" || twins == "clear" || twins == "encoded" || twins == "none") return;
  throw UserError(fmt::format("--twins is both, clear, encoded or none, not '{}'", twins));
}

TrainingOutcome run_training(PrivateRun& run, const InputData& data, const std::string& twins) {
  TrainingOutcome outcome;
  if (twins == "both" || twins == "clear") {
    outcome.clear = run.twin(reals(), data, "training the twin in the clear");
  }
  if (twins == "both" || twins == "encoded") {
    outcome.encoded =
        run.twin(*run.spec().settings.ring, data, "training the twin over encoded integers");
  }
  outcome.on_shares = run.measure(data, "training and predicting privately");
  return outcome;
}

void note_accuracies(Measurement& measured, const TrainingOutcome& outcome, const Decide& decide,
                     const std::vector<std::uint8_t>& labels) {
  const auto classes = decide(outcome.on_shares);
  measured.test_accuracy = agreement(classes, labels);
  if (outcome.clear) measured.clear_accuracy = agreement(decide(*outcome.clear), labels);
  if (!outcome.encoded) return;
  const auto encoded = decide(*outcome.encoded);
  measured.encoded_accuracy = agreement(encoded, labels);
  measured.encoded_agreement = agreement(classes, encoded);
}

void print_accuracies(const Measurement& run, std::size_t tests) {
  std::cerr << fmt::format("private test accuracy on {} samples: {:.2f} %", tests,
                           100 * run.test_accuracy.value());
  if (run.clear_accuracy)
    std::cerr << fmt::format("; clear twin {:.2f} %", 100 * *run.clear_accuracy);
  if (run.encoded_accuracy) {
    std::cerr << fmt::format("; encoded twin {:.2f} %, same class for {:.2f} %",
                             100 * *run.encoded_accuracy, 100 * run.encoded_agreement.value());
  }
  std::cerr << '\n';
}

}  // namespace fathom
