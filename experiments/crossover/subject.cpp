#include "experiments/crossover/subject.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

#include "experiments/compare/step_models.hpp"
#include "experiments/compare/trial.hpp"
#include "experiments/training_run.hpp"
#include "metrics/errors.hpp"
#include "nn/layers/sigmoid.hpp"
#include "protocol/wide_ring.hpp"

namespace fathom {
namespace {

constexpr std::uint32_t kSteps = 8;
constexpr std::uint32_t kWarmUp = 4;  // of them: connections find their windows
constexpr std::size_t kUnits = 128;
constexpr int kHalfWidthLog2 = 3;

SigmoidPolynomial polynomial_of(int degree) {
  const SigmoidPolynomial reference = reference_sigmoid();
  return degree == reference.degree() ? reference : fitted_sigmoid(kHalfWidthLog2, degree);
}

RunSpec bare_run(const Settings& settings, std::uint64_t seed) {
  RunSpec run;
  run.settings = settings;
  run.network = NetworkSpec::parse("ideal");
  run.compute = Compute::free;
  run.info = run_info("crossover", "", "", settings, run.network, "free", seed);
  return run;
}

RecordedRun record(RunSpec spec, const InputData& data) {
  spec.steps = 0;  // no progress of its own
  PrivateRun run(std::move(spec));
  run.keep_trace();
  run.predict();
  static_cast<void>(run.measure(data, ""));
  return run.recorded();
}

Task<Secret> sigmoid_steps(Engine& engine, std::vector<Secret> in, SigmoidPolynomial polynomial,
                           bool backward) {
  Strand& strand = co_await this_strand();
  Secret last;
  for (std::uint32_t step = 0; step < kSteps; ++step) {
    ++strand.label.step;
    Sigmoid layer(polynomial);
    last = co_await layer.forward(engine, in[step], backward ? Pass::forward : Pass::predict);
    if (!backward) continue;
    co_await layer.prepare_backward(engine);
    last = co_await layer.backward(engine, in[kSteps + step], true);
  }
  co_return last;
}

RecordedRun record_sigmoids(const Settings& settings, const SubjectSize& size, std::uint64_t seed,
                            bool backward) {
  const SigmoidPolynomial polynomial = polynomial_of(size.degree);
  Trial trial;
  trial.operands.assign(backward ? 2 * kSteps : kSteps, Shape{size.batch, kUnits});
  trial.magnitude = std::ldexp(1.0, kHalfWidthLog2);
  const Operations operations = [polynomial, backward](Engine& engine, std::vector<Secret> in) {
    return sigmoid_steps(engine, std::move(in), polynomial, backward);
  };
  RunSpec run = bare_run(settings, seed);
  run.plan = operand_plan(trial.operands, 1);
  run.make_reading = [plan = run.plan, operations] {
    return [plan, operations](Engine& engine, const OnStep& /*on_step*/) {
      return read_operations(engine, plan, operations, std::make_shared<ResultForm>());
    };
  };
  return record(std::move(run), trial_data(trial, seed));
}

RecordedRun record_training(const Settings& settings, const SubjectSize& size, std::uint64_t seed) {
  const StepModel classifier = step_models(polynomial_of(size.degree)).front();
  const TrainingSpec steps = steps_of(classifier, kSteps, size.batch);
  return record(training_run(bare_run(settings, seed), steps, 1), step_data(steps, seed));
}

struct StepSubject {
  std::string_view name;
  std::string_view meaning;
  RecordedRun (*record)(const Settings& settings, const SubjectSize& size, std::uint64_t seed);
};

constexpr std::array kSubjects{
    StepSubject{"sigmoid", "a polynomial of a batch by 128 values, forward",
                [](const Settings& settings, const SubjectSize& size, std::uint64_t seed) {
                  return record_sigmoids(settings, size, seed, false);
                }},
    StepSubject{"sigmoid-training", "the same, forward and backward",
                [](const Settings& settings, const SubjectSize& size, std::uint64_t seed) {
                  return record_sigmoids(settings, size, seed, true);
                }},
    StepSubject{"training-step", "a training step of the classifier", record_training},
};

const StepSubject* find(std::string_view name) {
  const auto found = std::ranges::find(kSubjects, name, &StepSubject::name);
  return found == kSubjects.end() ? nullptr : &*found;
}

SimDuration wait_for_producer(const Timeline& timeline) {
  SimDuration sum{};
  for (const auto& [key, parts] : timeline.rows()) {
    if (key.first.is_server()) sum += parts[static_cast<std::size_t>(TimePart::wait_producer)];
  }
  return sum;
}

}  // namespace

bool is_step_subject(std::string_view name) { return find(name) != nullptr; }

std::string step_subjects_help() {
  std::string help;
  for (const StepSubject& subject : kSubjects) {
    help += fmt::format("{}{} ({})", help.empty() ? "" : ", ", subject.name, subject.meaning);
  }
  return help;
}

RecordedRun record_steps(std::string_view subject, Settings settings, const SubjectSize& size,
                         std::uint64_t seed) {
  const StepSubject* found = find(subject);
  ensure(found != nullptr, "the subject of a crossover exists");
  ActivationDemand demand;
  demand.degree = size.degree;
  choose_wide_ring(settings, kHalfWidthLog2, demand);
  check_room(settings, kHalfWidthLog2, demand);
  return found->record(settings, size, seed);
}

// The inputs come so late that all material has arrived: steps cannot begin without them.
SimDuration time_of_step(const RecordedRun& steps, const ReplayOptions& options,
                         NetworkSpec network, Phases phases) {
  const bool at_hand = phases == Phases::online;
  if (at_hand) network.set("provider>server0.latency=1000s,provider>server1.latency=1000s");
  const std::unique_ptr<Replay> replay = options.play(steps, network);
  const Observation& seen = replay->observation();
  if (at_hand && wait_for_producer(seen.timeline()) > SimDuration{}) {
    throw UserError(
        "the material takes longer than an hour to come on this network; take --phases all");
  }
  const auto& ends = seen.recorder().step_ends();
  return SimDuration{(ends.at(kSteps) - ends.at(kWarmUp)).count() / (kSteps - kWarmUp)};
}

}  // namespace fathom
