#include "experiments/outcome.hpp"

#include <fmt/format.h>

#include <iostream>

#include "experiments/digits.hpp"
#include "metrics/errors.hpp"
#include "nn/data/npy.hpp"
#include "nn/data/npz.hpp"

namespace fathom {

void add_twins(CLI::App& app, std::string& twins) {
  app.add_option("--twins", twins,
                 "Which readings in the clear to run beside: both, clear, encoded or none")
      ->capture_default_str();
}

void check_twins(const std::string& twins) {
  if (twins == "both" || twins == "clear" || twins == "encoded" || twins == "none") return;
  throw UserError(fmt::format("--twins is both, clear, encoded or none, not '{}'", twins));
}

Outcome run_with_twins(PrivateRun& run, const InputData& data, const std::string& twins,
                       const std::string& doing) {
  Outcome outcome;
  if (twins == "both" || twins == "clear") {
    outcome.clear = run.twin(reals(), data, doing + " in the clear");
  }
  if (twins == "both" || twins == "encoded") {
    outcome.encoded = run.twin(*run.spec().settings.ring, data, doing + " over encoded integers");
  }
  outcome.on_shares = run.measure(data, doing + " privately");
  return outcome;
}

std::vector<std::uint8_t> greatest_scores(const Outputs& outputs) {
  return predicted_classes(outputs.at("scores"));
}

void note_accuracies(Measurement& measured, const Outcome& outcome,
                     const std::vector<std::uint8_t>& labels, const Decide& decide) {
  const auto classes = decide(outcome.on_shares);
  measured.accuracies.test = agreement(classes, labels);
  if (outcome.clear) measured.accuracies.clear = agreement(decide(*outcome.clear), labels);
  if (!outcome.encoded) return;
  const auto encoded = decide(*outcome.encoded);
  measured.accuracies.encoded = agreement(encoded, labels);
  measured.accuracies.agreement = agreement(classes, encoded);
}

void print_accuracies(const Measurement& run, std::size_t tests) {
  std::cerr << fmt::format("private test accuracy on {} samples: {:.2f} %", tests,
                           100 * run.accuracies.test.value());
  if (run.accuracies.clear)
    std::cerr << fmt::format("; clear twin {:.2f} %", 100 * *run.accuracies.clear);
  if (run.accuracies.encoded) {
    std::cerr << fmt::format("; encoded twin {:.2f} %, same class for {:.2f} %",
                             100 * *run.accuracies.encoded, 100 * run.accuracies.agreement.value());
  }
  std::cerr << '\n';
}

void write_scores(const std::string& path, const Outputs& outputs) {
  if (path.empty()) return;
  HostArray<double> scores;
  std::size_t rows = 0;
  for (const Output& batch : outputs.at("scores")) {
    rows += batch.shape.rows();
    scores.shape = batch.shape.with_rows(rows);
    scores.values.insert(scores.values.end(), batch.values.begin(), batch.values.end());
  }
  write_npy(path, scores);
}

void write_weights(const std::string& path, const Outputs& outputs, const Sequential& model) {
  if (path.empty()) return;
  NamedArrays weights;
  for (const auto& [name, shape, layer] : model.parameter_names()) {
    weights[name] = {shape, outputs.at(name).front().values};
  }
  write_npz(path, weights);
}

}  // namespace fathom
