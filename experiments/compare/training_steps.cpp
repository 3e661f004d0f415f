#include <fmt/format.h>

#include <cmath>
#include <random>

#include "experiments/compare/subjects.hpp"
#include "metrics/errors.hpp"
#include "nn/data/array.hpp"
#include "nn/data/rows.hpp"
#include "nn/models.hpp"
#include "nn/training.hpp"
#include "protocol/variants.hpp"

namespace fathom {
namespace {

constexpr std::size_t kClasses = 5;
constexpr std::size_t kHidden = 128;
constexpr double kRate = 0.1;

/// A model and what it is trained on: random samples and labels, which cost what real ones do.
struct Model {
  std::string name;
  Shape sample;
  std::function<void(Sequential&)> layers;
};

std::vector<Model> models() {
  const auto classifier = [](Sequential& model) {
    add_classification_layers(model, reference_sigmoid(), PowersOf::u, Derivative::output, kHidden,
                              kClasses, 0.0, 0);
  };
  const auto network = [classifier](Sequential& model) {
    add_feature_layers(model, reference_sigmoid(), 1);
    classifier(model);
  };
  return {{"classifier", Shape{1, 6272}, classifier},
          {"full network", Shape{1, 28, 28, 1}, network}};
}

TrainingSpec training_of(const Model& model, std::uint32_t steps, std::size_t batch) {
  TrainingSpec spec;
  spec.batch = static_cast<std::uint32_t>(batch);
  spec.samples = steps * spec.batch;
  spec.test_samples = 0;
  spec.sample = model.sample;
  spec.classes = kClasses;
  spec.model = model.layers;
  spec.optimizer = [] { return std::make_unique<Sgd>(kRate); };
  return spec;
}

InputData data_of(const TrainingSpec& spec, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const Shape shape = spec.sample.with_rows(spec.samples);
  const auto samples = std::make_shared<HostArray<float>>();
  samples->shape = shape;
  samples->values.resize(shape.size());
  for (float& value : samples->values) {
    value = std::ldexp(static_cast<float>(random() >> 40U), -24);
  }
  const auto labels = std::make_shared<std::vector<std::uint8_t>>(spec.samples);
  for (std::uint8_t& label : *labels) label = static_cast<std::uint8_t>(random() % kClasses);
  InputData data;
  data[spec.source] = std::make_shared<ArrayRows<float>>(samples, spec.sample, spec.samples);
  data["test_" + spec.source] = std::make_shared<ArrayRows<float>>(samples, spec.sample, 0);
  data["labels"] = std::make_shared<OneHotRows>(labels, spec.samples, kClasses);
  return data;
}

/// Some steps, predicted and, when not too large, measured.
TrialOutcome run_steps(const Model& model, const Settings& settings, std::uint32_t steps,
                       const CompareOptions& options, const TrialConditions& conditions) {
  const TrainingSpec spec = training_of(model, steps, options.batch);
  const InputPlan plan = Training(spec).inputs(1);
  std::vector<std::unique_ptr<Training>> readers;
  const auto program = [&](Engine& engine) {
    readers.push_back(std::make_unique<Training>(spec));
    return readers.back()->run(engine, plan, nullptr);
  };
  TrialOutcome outcome;
  outcome.predicted = predict_program(settings, program);
  if (outcome.predicted.elements() > conditions.most_elements) return outcome;
  const InputData data = data_of(spec, conditions.seed);
  static_cast<void>(measure_program(settings, plan, data, program, conditions, outcome));
  if (*outcome.measured != outcome.predicted) {
    throw InternalError(
        fmt::format("the measured cost of {} differs from the predicted one", model.name));
  }
  return outcome;
}

/// What the second step adds to the first: a step in the middle of a training.
TrialFigures between(const TrialFigures& one, TrialFigures two) {
  two.rounds -= one.rounds;
  for (const std::size_t server : {0U, 1U}) {
    two.online[server] -= one.online[server];
    two.offline[server] -= one.offline[server];
  }
  two.online_bytes -= one.online_bytes;
  two.offline_bytes -= one.offline_bytes;
  return two;
}

/// The variant in the ring of the options or, where that has no room, in the next wider one.
std::optional<Settings> settings_of(const NamedVariant& variant, const CompareOptions& options) {
  for (const Ring* ring : {options.settings.ring, &z128(), &q121()}) {
    Settings base = options.settings;
    if (ring != options.settings.ring) use_ring(base, *ring, 0);
    const auto settings = changed(base, variant.line);
    try {
      if (!settings) continue;
      check_room(*settings, reference_sigmoid().half_width_log2);
      return settings;
    } catch (const UserError&) {
      continue;
    }
  }
  return std::nullopt;
}

void add_row(CsvTable& table, const Model& model, const NamedVariant& variant,
             const Settings& settings, const CompareOptions& options,
             const TrialConditions& conditions) {
  const TrialOutcome one = run_steps(model, settings, 1, options, conditions);
  const TrialOutcome two = run_steps(model, settings, 2, options, conditions);
  TrialOutcome step;
  step.predicted = between(one.predicted, two.predicted);
  if (one.measured && two.measured) {
    step.measured = between(*one.measured, *two.measured);
    step.elapsed = two.end - one.end;
    step.truncations = two.truncations - one.truncations;
    step.catastrophic = two.catastrophic - one.catastrophic;
  }
  Trial trial;
  trial.what = fmt::format("{}, a step of batch {}", model.name, options.batch);
  trial.variant = std::string(variant.name);
  trial.settings = settings;
  add_trial_row(table, trial, step, conditions);
}

}  // namespace

CsvTable compare_training_step(const CompareOptions& options, const std::function<void()>& note) {
  CsvTable table("compare", trial_columns());
  for (const std::string_view network : {"lan", "wan"}) {
    TrialConditions conditions = options.conditions;
    conditions.network = NetworkSpec::parse(std::string(network));
    for (const Model& model : models()) {
      for (const NamedVariant& variant : named_variants()) {
        const auto settings = settings_of(variant, options);
        if (!settings) continue;
        add_row(table, model, variant, *settings, options, conditions);
        note();
      }
    }
  }
  return table;
}

}  // namespace fathom
