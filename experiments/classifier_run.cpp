#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <utility>

#include "experiments/classifier.hpp"
#include "experiments/digits.hpp"
#include "experiments/experiment.hpp"
#include "experiments/model_files.hpp"
#include "experiments/private_run.hpp"
#include "experiments/training_outcome.hpp"
#include "metrics/errors.hpp"
#include "nn/data/npy.hpp"
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
                  std::move(text), settings, network, options.network.compute, options.seed);
}

/// One training, as each reading sees it.
RunSpec run_of(const ClassifierOptions& options, const TrainingSpec& training,
               const Settings& settings, const NetworkSpec& network) {
  RunSpec spec;
  spec.info = info_of(options, training, settings, network);
  spec.settings = settings;
  spec.network = network;
  spec.compute = options.network.resolve_compute();
  spec.per_step = options.output.per_step;
  const Training model(training);
  spec.plan = model.inputs(options.providers);
  spec.layers = model.layers();
  spec.training_steps = training.steps();
  spec.predictions = training.test_samples;
  spec.steps = training.steps() + training.prediction_batches();
  spec.make_reading = [training, plan = spec.plan] {
    return [model = std::make_shared<Training>(training), plan](Engine& engine, OnStep on_step) {
      return model->run(engine, plan, std::move(on_step));
    };
  };
  return spec;
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
    const auto array =
        std::make_shared<HostArray<double>>(require(arrays, name, shape, options.weights_in));
    data[name] = std::make_shared<ArrayRows<double>>(array, shape, shape.rows());
  }
  return data;
}

void write_outputs(const ClassifierOptions& options, const Outputs& outputs,
                   const TrainingSpec& spec) {
  if (!options.logits_out.empty()) {
    const std::size_t columns = output_count(spec.loss, spec.classes);
    HostArray<double> scores{Shape{spec.test_samples, columns}, {}};
    for (const Output& batch : outputs.at("scores")) {
      scores.values.insert(scores.values.end(), batch.values.begin(), batch.values.end());
    }
    write_npy(options.logits_out, scores);
  }
  if (options.weights_out.empty()) return;
  NamedArrays weights;
  for (const auto& [name, shape, layer] : Training(spec).model().parameter_names()) {
    weights[name] = {shape, outputs.at(name).front().values};
  }
  write_npz(options.weights_out, weights);
}

void check_options(const ClassifierOptions& options, const Settings& settings) {
  check_file_destination("--weights-out", options.weights_out);
  check_file_destination("--logits-out", options.logits_out);
  check_directory_destination("--out", options.output.directory);
  check_directory_destination("--shares-out", options.shares_out);
  options.output.check();
  static_cast<void>(options.network.resolve_compute());
  check_room(settings, options.half_width_log2());
  check_loss(options.resolve_loss(), settings.likelihoods);
  check_twins(options.twins);
}

}  // namespace

std::vector<CsvTable> run_classifier(const ClassifierOptions& options) {
  if (options.protocol.list_variants) {
    print_variants(std::cout);
    return {};
  }
  const Settings settings = options.protocol.resolve();
  const NetworkSpec network = options.network.resolve();
  check_options(options, settings);
  const TrainingSpec planned = training_of(options, classifier_sizes(options));
  PrivateRun run(run_of(options, planned, settings, network));
  run.predict();
  if (options.output.predict_only) return deliver(run.report(), options.output);
  const ClassifierData from = load_classifier_data(options);
  const InputData data = input_data(options, from, planned);
  check_encodings(data, settings);
  const TrainingOutcome outcome = run_training(run, data, options.twins);
  Measurement& measured = *run.report().measured;
  const auto decide = [&planned](const Outputs& outputs) {
    return decided_classes(outputs, planned);
  };
  note_accuracies(measured, outcome, decide, *from.test_labels);
  std::vector<CsvTable> tables = deliver(run.report(), options.output);
  print_accuracies(measured, planned.test_samples);
  write_outputs(options, outcome.on_shares, planned);
  if (!options.shares_out.empty()) {
    Training trained(planned);
    const std::string name = classifier_model_name(options.half_width, options.powers_of);
    write_model_shares(options.shares_out, describe(name, trained.model(), settings), run.saved());
  }
  return tables;
}

}  // namespace fathom
