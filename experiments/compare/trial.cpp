#include "experiments/compare/trial.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>

#include "actors/job.hpp"
#include "metrics/errors.hpp"
#include "nn/data/array.hpp"
#include "nn/data/rows.hpp"
#include "protocol/engines/clear.hpp"
#include "protocol/engines/prediction.hpp"

namespace fathom {
namespace {

TrialFigures figures_of(const Ledger& ledger, Rounds rounds) {
  TrialFigures figures;
  figures.rounds = rounds.count();
  for (const auto& [key, traffic] : ledger.links()) {
    const auto& [label, link] = key;
    const std::int64_t elements = traffic.elements.count();
    if (label.phase == Phase::online && link.from.is_server()) {
      figures.online[link.from.value()] += elements;
      figures.online_bytes += traffic.payload.count();
    } else if (label.phase == Phase::offline) {
      if (link.to.is_server()) figures.offline[link.to.value()] += elements;
      figures.offline_bytes += traffic.payload.count();
    }
  }
  return figures;
}

std::vector<double> result_of(const Outputs& outputs) {
  const auto found = outputs.find("result");
  return found == outputs.end() ? std::vector<double>{} : found->second.front().values;
}

double greatest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  ensure(a.size() == b.size(), "two readings of a trial give results of one shape");
  double greatest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) greatest = std::max(greatest, std::abs(a[i] - b[i]));
  return greatest;
}

void measure(const Trial& trial, const TrialConditions& conditions, TrialOutcome& outcome) {
  const InputPlan plan = operand_plan(trial.operands, 1);
  const InputData data = trial_data(trial, conditions.seed);
  const auto form = std::make_shared<ResultForm>();
  const auto program = [&](Engine& engine) {
    return read_operations(engine, plan, trial.operations, form);
  };
  outcome.results =
      result_of(measure_program(trial.settings, plan, data, program, conditions, outcome));
  Clear clear(trial.settings, *trial.settings.ring, data);
  clear.read(program);
  outcome.error_units = std::ldexp(greatest_difference(outcome.results, result_of(clear.outputs())),
                                   form->fractional_bits);
}

}  // namespace

std::vector<std::vector<double>> trial_values(const Trial& trial, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> uniform(-trial.magnitude, trial.magnitude);
  std::vector<std::vector<double>> all;
  for (const Shape& shape : trial.operands) {
    std::vector<double>& values = all.emplace_back(shape.size());
    for (double& value : values) value = uniform(random);
  }
  return all;
}

InputData trial_data(const Trial& trial, std::uint64_t seed) {
  InputData data;
  auto values = trial_values(trial, seed);
  for (std::size_t i = 0; i < trial.operands.size(); ++i) {
    const Shape& shape = trial.operands[i];
    const auto array =
        std::make_shared<HostArray<double>>(HostArray<double>{shape, std::move(values[i])});
    data[operand_name(i)] = std::make_shared<ArrayRows<double>>(array, shape, shape.rows());
  }
  return data;
}

TrialFigures predict_program(const Settings& settings, const ReadProgram& program) {
  Prediction prediction(settings);
  prediction.read(program);
  return figures_of(prediction.ledger(), prediction.rounds());
}

Outputs measure_program(const Settings& settings, const InputPlan& plan, const InputData& data,
                        const ReadProgram& program, const TrialConditions& conditions,
                        TrialOutcome& outcome) {
  JobSpec spec;
  spec.settings = settings;
  spec.network = conditions.network;
  spec.compute = conditions.compute;
  spec.inputs = plan;
  spec.data = data;
  spec.seed = conditions.seed;
  Job job(std::move(spec), [&](Engine& engine, PartyId /*reader*/) { return program(engine); });
  job.run();
  const Recorder& recorder = job.observation().recorder();
  outcome.measured = figures_of(recorder.ledger(), recorder.rounds());
  for (const auto& [label, elapsed] : recorder.elapsed()) {
    if (label.phase == Phase::online) outcome.elapsed += elapsed;
  }
  outcome.end = job.simulation().now();
  for (const auto& [label, counts] : recorder.truncations()) {
    outcome.truncations += counts.truncations;
    outcome.off_by_one += counts.off_by_one;
    outcome.catastrophic += counts.catastrophic;
  }
  Outputs outputs = job.outputs();
  ensure(job.shut_down() == 0, "a run left an actor behind");
  return outputs;
}

TrialOutcome run_trial(const Trial& trial, const TrialConditions& conditions) {
  TrialOutcome outcome;
  outcome.predicted = predict_program(trial.settings, [&](Engine& engine) {
    return read_operations(engine, operand_plan(trial.operands, 1), trial.operations,
                           std::make_shared<ResultForm>());
  });
  if (outcome.predicted.elements() > conditions.most_elements) return outcome;
  measure(trial, conditions, outcome);
  if (*outcome.measured != outcome.predicted) {
    throw InternalError(fmt::format("the measured cost of {}, {}, differs from the predicted one",
                                    trial.what, trial.variant));
  }
  return outcome;
}

}  // namespace fathom
