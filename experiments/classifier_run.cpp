#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <utility>

#include "actors/job.hpp"
#include "experiments/classifier.hpp"
#include "experiments/digits.hpp"
#include "experiments/experiment.hpp"
#include "experiments/summary.hpp"
#include "metrics/digest.hpp"
#include "metrics/errors.hpp"
#include "metrics/progress.hpp"
#include "nn/data/npy.hpp"
#include "nn/data/npz.hpp"
#include "nn/data/rows.hpp"
#include "nn/losses/one_against_one.hpp"
#include "protocol/engines/clear.hpp"
#include "protocol/engines/prediction.hpp"
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

/// One training, as each reading sees it.
class Run {
 public:
  Run(const ClassifierOptions& options, const ClassifierSizes& sizes, const Settings& settings,
      const NetworkSpec& network)
      : options_(options),
        spec_(training_of(options, sizes)),
        settings_(settings),
        network_(network),
        training_(spec_),
        plan_(training_.inputs(options.providers)),
        prediction_(settings, options.output.per_step) {
    report_.info = info();
    report_.layers = training_.layers();
    report_.per_step = options.output.per_step;
    report_.steps = spec_.steps();
    report_.predictions = spec_.test_samples;
  }

  void predict() {
    Training model(spec_);
    prediction_.read([&](Engine& engine) { return model.run(engine, plan_, nullptr); });
    report_.predicted = &prediction_.ledger();
    report_.predicted_rounds = prediction_.rounds();
    report_.predicted_chain = prediction_.chain();
  }

  /// The classes that a twin in the clear predicts.
  std::vector<std::uint8_t> twin(const Ring& arithmetic, const InputData& data,
                                 const std::string& what) {
    Training model(spec_);
    Clear engine(settings_, arithmetic, data);
    Progress progress = progress_of(what);
    engine.read([&](Engine& reading) {
      return model.run(reading, plan_, [&progress] { progress.advance(); });
    });
    progress.finish();
    if (arithmetic.id == RingId::reals) {
      for (const auto& [label, magnitude] : engine.magnitudes()) {
        report_.expected_catastrophic[label] = magnitude.expected;
      }
    }
    return decided_classes(engine.outputs(), spec_);
  }

  /// The private run. Returns what the output receiver learned.
  Outputs measure(const InputData& data) {
    JobSpec spec;
    spec.settings = settings_;
    spec.network = network_;
    spec.compute = options_.network.resolve_compute();
    spec.inputs = plan_;
    spec.data = data;
    spec.seed = options_.seed;
    spec.per_step = options_.output.per_step;
    spec.layers = training_.layers();
    Progress progress = progress_of("training and predicting privately");
    const auto start = std::chrono::steady_clock::now();
    std::vector<std::unique_ptr<Training>> models;
    job_ = std::make_unique<Job>(std::move(spec), [&](Engine& engine, PartyId reader) {
      models.push_back(std::make_unique<Training>(spec_));
      std::function<void()> on_step;
      if (reader == kServer0) {
        on_step = [&progress, this] { progress.advance(job_->simulation().now()); };
      }
      return models.back()->run(engine, plan_, on_step);
    });
    job_->run();
    progress.finish();
    const auto elapsed = std::chrono::steady_clock::now() - start;
    Measurement measured;
    measured.recorder = &job_->observation().recorder();
    measured.timeline = &job_->observation().timeline();
    measured.link_busy = job_->link_busy();
    measured.chain = job_->chain();
    measured.traffic_digest = job_->observation().digests().traffic();
    measured.content_digest = job_->observation().digests().content();
    measured.host_ns = std::chrono::nanoseconds(elapsed).count();
    measured.peak_memory_bytes = peak_memory_bytes();
    report_.measured = std::move(measured);
    Outputs outputs = job_->outputs();
    ensure(job_->shut_down() == 0, "a run left an actor behind");
    return outputs;
  }

  [[nodiscard]] RunReport& report() { return report_; }
  [[nodiscard]] const TrainingSpec& spec() const { return spec_; }

 private:
  [[nodiscard]] Progress progress_of(const std::string& what) const {
    return Progress(std::cerr, progress_on_terminal(), what,
                    spec_.steps() + spec_.prediction_batches());
  }

  [[nodiscard]] RunInfo info() const {
    RunInfo info;
    info.experiment = "train_classifier";
    const bool of_sigmoids = spec_.loss != LossName::cross_entropy;
    info.model = of_sigmoids ? "dense-sigmoid-dense-sigmoid" : "dense-sigmoid-dense";
    info.ring = settings_.ring->name;
    info.fractional_bits = settings_.fractional_bits;
    info.variant = variant_name(settings_);
    info.network = network_.name();
    info.resolved_network = network_.resolved();
    info.compute = options_.network.compute;
    info.seed = options_.seed;
    info.settings = fmt::format(
        "samples={} test_samples={} features={} classes={} epochs={} batch={} predict_batch={} "
        "learning_rate={} momentum={} powers_of={} half_width={} first_input_gradient={} "
        "providers={} weights_in={} window={} kappa={} {}",
        spec_.samples, spec_.test_samples, spec_.sample.row_size(), spec_.classes, spec_.epochs,
        spec_.batch, spec_.predict_batch, options_.rate, options_.momentum, options_.powers_of,
        options_.half_width, spec_.first_input_gradient, options_.providers,
        spec_.weights_from_inputs, settings_.window, settings_.kappa, info.variant);
    if (of_sigmoids) info.settings += fmt::format(" loss={}", to_string(spec_.loss));
    const std::string all =
        fmt::format("{} {} {} {} {} {} {}", info.experiment, info.settings, info.ring,
                    info.fractional_bits, info.seed, info.compute, info.resolved_network);
    info.run_id = fmt::format("{:016x}", hash_bytes(all.data(), all.size()));
    return info;
  }

  const ClassifierOptions& options_;
  TrainingSpec spec_;
  Settings settings_;
  NetworkSpec network_;
  Training training_;
  InputPlan plan_;
  Prediction prediction_;
  std::unique_ptr<Job> job_;
  RunReport report_;
};

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

/// A value that cannot be encoded is found before anything runs, not by a provider in the middle.
void check_encodings(const InputData& data, const Settings& settings) {
  constexpr std::size_t kRows = 512;
  for (const auto& [name, rows] : data) {
    const std::size_t count = rows->shape().rows();
    for (std::size_t first = 0; first < count; first += kRows) {
      static_cast<void>(encode_rows(*rows, name, first, std::min(kRows, count - first), settings));
    }
  }
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

std::vector<CsvTable> delivered(const ClassifierOptions& options, const RunReport& report) {
  std::vector<CsvTable> tables = make_tables(report);
  if (report.measured) {
    const auto lines = differences(tables);
    if (!lines.empty()) {
      throw InternalError(
          fmt::format("a measured cost differs from the predicted one (seed {}): {}", options.seed,
                      lines.front()));
    }
  }
  if (!options.output.directory.empty()) write_tables(tables, options.output.directory);
  if (!options.output.table.empty()) table_named(tables, options.output.table).write(std::cout);
  print_summary(std::cerr, tables);
  if (!options.output.directory.empty()) {
    std::cerr << "tables written to " << options.output.directory << '\n';
  }
  return tables;
}

/// A place that cannot be written to is found before the work, not after it.
void check_destinations(const ClassifierOptions& options) {
  namespace fs = std::filesystem;
  const auto check = [](const std::string& option, const std::string& file) {
    if (file.empty()) return;
    const fs::path parent = fs::absolute(file).parent_path();
    if (fs::is_directory(parent) && !fs::is_directory(file)) return;
    throw UserError(fmt::format("{} {}: name a file in a directory that exists", option, file));
  };
  check("--weights-out", options.weights_out);
  check("--logits-out", options.logits_out);
  const std::string& directory = options.output.directory;
  std::error_code error;
  if (!directory.empty() && fs::exists(directory, error) && !fs::is_directory(directory, error)) {
    throw UserError(fmt::format("--out {} is a file; name a directory", directory));
  }
}

void check_options(const ClassifierOptions& options, const Settings& settings) {
  check_destinations(options);
  options.output.check();
  static_cast<void>(options.network.resolve_compute());
  check_room(settings, options.half_width_log2());
  check_loss(options.resolve_loss(), settings.likelihoods);
  const auto& twins = options.twins;
  if (twins != "both" && twins != "clear" && twins != "encoded" && twins != "none") {
    throw UserError(fmt::format("--twins is both, clear, encoded or none, not '{}'", twins));
  }
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
  if (options.output.predict_only) {
    Run run(options, classifier_sizes(options), settings, network);
    run.predict();
    return delivered(options, run.report());
  }
  const ClassifierData from = load_classifier_data(options);
  const ClassifierSizes sizes{from.train_labels->size(), from.test_labels->size(),
                              from.train->shape[1], from.classes};
  Run run(options, sizes, settings, network);
  const InputData data = input_data(options, from, run.spec());
  check_encodings(data, settings);
  run.predict();
  std::vector<std::uint8_t> clear, encoded;
  if (options.twins == "both" || options.twins == "clear") {
    clear = run.twin(reals(), data, "training the twin in the clear");
  }
  if (options.twins == "both" || options.twins == "encoded") {
    encoded = run.twin(*settings.ring, data, "training the twin over encoded integers");
  }
  const Outputs outputs = run.measure(data);
  const auto classes = decided_classes(outputs, run.spec());
  Measurement& measured = *run.report().measured;
  measured.test_accuracy = agreement(classes, *from.test_labels);
  if (!clear.empty()) measured.clear_accuracy = agreement(clear, *from.test_labels);
  if (!encoded.empty()) {
    measured.encoded_accuracy = agreement(encoded, *from.test_labels);
    measured.encoded_agreement = agreement(classes, encoded);
  }
  std::vector<CsvTable> tables = delivered(options, run.report());
  print_accuracies(measured, sizes.test_samples);
  write_outputs(options, outputs, run.spec());
  return tables;
}

}  // namespace fathom
