#include <fmt/format.h>

#include <iostream>
#include <utility>

#include "experiments/classifier.hpp"
#include "experiments/model_files.hpp"
#include "experiments/outcome.hpp"
#include "experiments/private_digits.hpp"
#include "experiments/training_run.hpp"
#include "nn/data/npz.hpp"
#include "nn/data/rows.hpp"
#include "nn/losses/one_against_one.hpp"
#include "nn/stored_parameters.hpp"
#include "protocol/variants.hpp"

namespace fathom {
namespace {

/// The classes that the predictions decide for.
std::vector<std::uint8_t> decided_classes(const Outputs& outputs, const TrainingSpec& spec) {
  std::vector<Output> scores = outputs.at("scores");
  if (spec.loss == LossName::one_against_one) {
    for (Output& batch : scores) batch = class_scores(batch, spec.classes);
  }
  return predicted_classes(scores);
}

RunInfo info_of(const ClassifierOptions& options, const TrainingSpec& spec,
                const Settings& settings, const NetworkSpec& network) {
  const bool of_sigmoids = spec.loss != LossName::cross_entropy;
  std::string text = fmt::format(
      "samples={} test_samples={} features={} classes={} epochs={} batch={} predict_batch={} "
      "learning_rate={} momentum={} powers_of={} half_width={} first_input_gradient={} "
      "providers={} weights_in={}",
      spec.samples, spec.test_samples, spec.sample.row_size(), spec.classes, spec.epochs,
      spec.batch, spec.predict_batch, options.rate, options.momentum, options.powers_of,
      options.half_width, spec.first_input_gradient, options.providers, spec.weights_from_inputs);
  if (of_sigmoids) text += fmt::format(" loss={}", to_string(spec.loss));
  return run_info("train_classifier",
                  of_sigmoids ? "dense-sigmoid-dense-sigmoid" : "dense-sigmoid-dense",
                  std::move(text), settings, network, options.network.compute_name(), options.seed);
}

InputData input_data(const ClassifierOptions& options, const ClassifierData& from,
                     const TrainingSpec& spec) {
  InputData data;
  data["features"] = std::make_shared<ArrayRows<float>>(from.train, spec.sample, spec.samples);
  data["test_features"] =
      std::make_shared<ArrayRows<float>>(from.test, spec.sample, spec.test_samples);
  data["labels"] = std::make_shared<OneHotRows>(from.train_labels, spec.samples, spec.classes);
  if (options.weights_in.empty()) return data;
  const NamedArrays arrays = read_npz(options.weights_in);
  for (const auto& [name, shape, layer] : Training(spec).model().parameter_names()) {
    data[name] = rows_of(require(arrays, name, shape, options.weights_in));
  }
  return data;
}

}  // namespace

RunSpec classifier_run(const ClassifierOptions& options) {
  const Settings settings = options.protocol.resolve();
  const NetworkSpec network = options.network.resolve();
  const TrainingSpec training = training_of(options, classifier_sizes(options));
  return training_run(run_under(info_of(options, training, settings, network), settings, network,
                                options.network, options.output),
                      training, options.providers);
}

InputData classifier_inputs(const ClassifierOptions& options) {
  return input_data(options, load_classifier_data(options),
                    training_of(options, classifier_sizes(options)));
}

std::vector<CsvTable> run_classifier(const ClassifierOptions& options) {
  if (options.protocol.list_variants) {
    print_variants(std::cout);
    return {};
  }
  const Settings settings = options.protocol.resolve();
  const NetworkSpec network = options.network.resolve();
  options.check();
  const TrainingSpec planned = training_of(options, classifier_sizes(options));
  PrivateRun run(training_run(run_under(info_of(options, planned, settings, network), settings,
                                        network, options.network, options.output),
                              planned, options.providers));
  run.predict();
  if (options.output.predict_only) return deliver(run, options.output);
  const ClassifierData from = load_classifier_data(options);
  const InputData data = input_data(options, from, planned);
  check_encodings(data, settings);
  const Outcome outcome = run_with_twins(run, data, options.twins, "training and predicting");
  Measurement& measured = *run.report().measured;
  const auto decide = [&planned](const Outputs& outputs) {
    return decided_classes(outputs, planned);
  };
  note_accuracies(measured, outcome, *from.test_labels, decide);
  std::vector<CsvTable> tables = deliver(run, options.output);
  print_accuracies(measured, planned.test_samples);
  Training trained(planned);
  write_scores(options.logits_out, outcome.on_shares);
  write_weights(options.weights_out, outcome.on_shares, trained.model());
  if (!options.shares_out.empty()) {
    const std::string name = classifier_model_name(options.half_width, options.powers_of);
    write_model_shares(options.shares_out, describe(name, trained.model(), settings), run.saved());
  }
  return tables;
}

}  // namespace fathom
