#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iostream>

#include "experiments/evaluation.hpp"
#include "experiments/image_training.hpp"
#include "experiments/outcome.hpp"
#include "experiments/training_run.hpp"
#include "metrics/csv.hpp"
#include "metrics/errors.hpp"
#include "nn/batches.hpp"
#include "nn/feature_extraction.hpp"

namespace fathom {
namespace {

RunInfo info_of(const ImageTrainingOptions& options, const TrainingSpec& training,
                const Settings& settings, const NetworkSpec& network) {
  const std::string text = fmt::format(
      "samples={} test_samples={} features_by={} feature_scale={} from_scratch={} epochs={} "
      "batch={} predict_batch={} learning_rate={} last_learning_rate={} decay={} momentum={} "
      "half_width={} providers={}",
      training.samples, training.test_samples, options.features_by, options.feature_scale,
      options.from_scratch, training.epochs, training.batch, training.predict_batch, options.rate,
      options.last_rate, options.decay, options.momentum, options.half_width, options.providers);
  return run_info(options.experiment, "conv-sigmoid-conv-sigmoid-pool-dense-sigmoid-dense", text,
                  settings, network, options.network.compute_name(), options.seed);
}

/// Mean cross-entropy of a batch's softmax.
double cross_entropy(const Output& scores, const Rows& rows,
                     const std::vector<std::uint8_t>& labels) {
  std::vector<std::uint8_t> of_batch;
  for (const std::uint32_t row : rows) of_batch.push_back(labels[row]);
  return evaluate({scores}, of_batch, LossName::cross_entropy).loss;
}

std::vector<double> losses(const Outputs& outputs, const TrainingSpec& spec,
                           const std::vector<std::uint8_t>& labels) {
  std::vector<double> all;
  const std::vector<Output>& scores = outputs.at("training_scores");
  for (std::uint32_t epoch = 0; epoch < spec.epochs; ++epoch) {
    for (const Rows& rows : batches(shuffled(spec.samples, spec.seed, epoch), spec.batch)) {
      all.push_back(cross_entropy(scores[all.size()], rows, labels));
    }
  }
  return all;
}

TableSpec losses_spec() {
  return {"losses",
          "one row a training step",
          {{"step", "training step, from 1"},
           {"loss", "mean cross-entropy of the batch, on shares"},
           {"clear_loss", "the same of the plaintext twin"}}};
}

void write_losses(const ImageTrainingOptions& options, const Outcome& outcome,
                  const TrainingSpec& spec, const std::vector<std::uint8_t>& labels) {
  const auto on_shares = losses(outcome.on_shares, spec, labels);
  std::vector<double> clear;
  if (outcome.clear) clear = losses(*outcome.clear, spec, labels);
  const TableSpec spec_of_table = losses_spec();
  CsvTable table(std::string(spec_of_table.name), spec_of_table.columns);
  double greatest = 0;
  for (std::size_t i = 0; i < on_shares.size(); ++i) {
    auto& row = table.add_row();
    row.set("step", static_cast<std::int64_t>(i + 1)).set("loss", on_shares[i]);
    if (clear.empty()) continue;
    row.set("clear_loss", clear[i]);
    greatest = std::max(greatest, std::abs(on_shares[i] - clear[i]));
  }
  std::ofstream out(options.losses_out);
  table.write(out);
  if (!out.flush()) throw UserError("--losses-out " + options.losses_out + " cannot be written");
  std::cerr << fmt::format("losses of {} steps: {:.4f} at first, {:.4f} at last", on_shares.size(),
                           on_shares.front(), on_shares.back());
  if (!clear.empty()) {
    std::cerr << fmt::format("; at most {:.4f} from the clear twin's", greatest);
  }
  std::cerr << '\n';
}

}  // namespace

std::vector<TableSpec> image_training_tables() {
  std::vector<TableSpec> tables = table_specs();
  tables.push_back(losses_spec());
  return tables;
}

void run_image_training(const ImageTrainingOptions& options) {
  if (options.protocol.list_variants) return print_variants(std::cout);
  const Settings settings = options.protocol.resolve();
  const NetworkSpec network = options.network.resolve();
  options.check();
  ImageTrainingData data;
  DigitCounts counts{};
  const bool needs_weights = options.resolve_features_by() == FeaturesBy::public_weights;
  if (!options.output.predict_only) {
    data = load_training_data(options);
    counts = {static_cast<std::uint32_t>(data.digits.train.count()),
              static_cast<std::uint32_t>(data.digits.test.count())};
  } else {
    counts = count_private_digits(options.data, options.samples, options.test_samples);
    if (needs_weights) data.weights = read_npz(options.weights);
  }
  const TrainingSpec training = training_of(options, counts, data.weights);
  PrivateRun run(training_run(run_under(info_of(options, training, settings, network), settings,
                                        network, options.network, options.output),
                              training, options.providers));
  run.predict();
  if (options.output.predict_only) {
    deliver(run, options.output);
    return;
  }
  const InputData inputs = inputs_of(options, training, data);
  check_encodings(inputs, settings);
  const Outcome outcome = run_with_twins(run, inputs, options.twins, "training and predicting");
  Measurement& measured = *run.report().measured;
  if (training.test_samples > 0) {
    note_accuracies(measured, outcome, data.digits.test.labels.values);
  }
  deliver(run, options.output);
  if (!options.losses_out.empty()) {
    write_losses(options, outcome, training, data.digits.train.labels.values);
  }
  write_weights(options.weights_out, outcome.on_shares, Training(training).model());
  if (training.test_samples > 0) print_accuracies(measured, training.test_samples);
}

}  // namespace fathom
