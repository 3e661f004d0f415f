#include <fmt/format.h>

#include "experiments/compare/step_models.hpp"
#include "experiments/compare/subjects.hpp"
#include "metrics/errors.hpp"
#include "protocol/variants.hpp"

namespace fathom {
namespace {

/// Some steps, predicted and, when not too large, measured.
TrialOutcome run_steps(const StepModel& model, const Settings& settings, std::uint32_t steps,
                       const CompareOptions& options, const TrialConditions& conditions) {
  const TrainingSpec spec = steps_of(model, steps, options.batch);
  const InputPlan plan = Training(spec).inputs(1);
  std::vector<std::unique_ptr<Training>> readers;
  const auto program = [&](Engine& engine) {
    readers.push_back(std::make_unique<Training>(spec));
    return readers.back()->run(engine, plan, nullptr);
  };
  TrialOutcome outcome;
  outcome.predicted = predict_program(settings, program);
  if (outcome.predicted.elements() > conditions.most_elements) return outcome;
  const InputData data = step_data(spec, conditions.seed);
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

void add_row(CsvTable& table, const StepModel& model, const NamedVariant& variant,
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
    for (const StepModel& model : step_models()) {
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
