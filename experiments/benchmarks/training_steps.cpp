// A training step of the classifier and of the full network, both servers and the producer on this
// machine, and where the host's time goes.

#include <benchmark/benchmark.h>

#include <chrono>
#include <string>

#include "experiments/benchmarks/register.hpp"
#include "experiments/compare/step_models.hpp"
#include "experiments/training_run.hpp"
#include "protocol/kernels/parallel.hpp"
#include "protocol/variants.hpp"

namespace fathom {
namespace {

constexpr std::size_t kBatch = 32;

struct Case {
  const char* ring;
  int bits;
  const char* variant;
};
constexpr const char* kLocal = "material=seeded,inputs=seeded,reuse=training,sigmoid=split";
constexpr Case kCases[] = {{"z64", 16, kLocal},  {"z64", 16, "fastest"}, {"z128", 16, kLocal},
                           {"q121", 16, kLocal}, {"m127", 16, kLocal},   {"m61", 13, kLocal}};

double seconds(std::chrono::nanoseconds time) { return 1e-9 * static_cast<double>(time.count()); }

Settings settings_of(const Case& chosen) {
  Settings settings;
  use_ring(settings, ring_named(chosen.ring), chosen.bits);
  apply_variant(settings, chosen.variant);
  check_variant(settings);
  return settings;
}

/// Host time of a whole run, and of all threads in its kernels.
struct Spent {
  double whole = 0;
  HostParts parts{};
};

RunSpec spec_of(const Settings& settings, const TrainingSpec& training) {
  RunSpec spec;
  spec.settings = settings;
  spec.network = NetworkSpec::parse("lan");
  spec.info = run_info("benchmarks", "", "", settings, spec.network, "modelled", 1);
  spec = training_run(std::move(spec), training, 1);
  spec.steps = 0;
  return spec;
}

Spent spent_on(const Settings& settings, const TrainingSpec& training) {
  const InputData data = step_data(training, 1);
  PrivateRun run(spec_of(settings, training));
  run.predict();
  Spent spent;
  const std::size_t count = threads();
  set_threads(1);  // so that none is asleep since before
  const HostParts before = host_parts();
  set_threads(count);
  const auto start = std::chrono::steady_clock::now();
  static_cast<void>(run.measure(data, ""));
  spent.whole = seconds(std::chrono::steady_clock::now() - start);
  set_threads(1);
  const HostParts after = host_parts();
  set_threads(count);
  for (std::size_t i = 0; i < after.size(); ++i) spent.parts[i] = after[i] - before[i];
  return spent;
}

/// Steps, or predicted batches, of two runs.
struct Lengths {
  std::uint32_t few, many;
};

TrainingSpec steps_or_forward(const StepModel& model, bool forward, std::uint32_t count) {
  TrainingSpec spec = steps_of(model, forward ? 1 : count, kBatch);
  spec.predict_batch = kBatch;
  if (forward) spec.test_samples = count * kBatch;
  return spec;
}

/// What a step takes, or the forward pass of a prediction: the difference between a run of many and
/// one of few, so that sharing the model and starting the threads are left out, and sharing a
/// batch's samples is not.
void train(benchmark::State& state, const Case& chosen, const StepModel& model, bool forward,
           Lengths lengths) {
  const Settings settings = settings_of(chosen);
  const auto [few, many] = lengths;
  Spent spent;
  for (auto _ : state) {
    const Spent less = spent_on(settings, steps_or_forward(model, forward, few));
    const Spent more = spent_on(settings, steps_or_forward(model, forward, many));
    spent.whole += more.whole - less.whole;
    for (std::size_t i = 0; i < spent.parts.size(); ++i) {
      spent.parts[i] += more.parts[i] - less.parts[i];
    }
  }
  double rest = 100;
  const auto show = [&](const char* name, HostPart part) {
    const double share = 100 * seconds(spent.parts[static_cast<std::size_t>(part)]) /
                         (spent.whole * static_cast<double>(threads()));
    state.counters[name] = share;
    rest -= share;
  };
  show("% products", HostPart::products);
  show("% generator", HostPart::generator);
  show("% elements", HostPart::elements);
  show("% memory", HostPart::memory);
  show("% waiting", HostPart::waiting);
  state.counters["% simulation"] = rest;  // what is left of the threads' time
  state.counters["ms/step"] =
      1e3 * spent.whole / static_cast<double>(state.iterations()) / static_cast<double>(many - few);
}

/// The same of the plaintext twin, over doubles.
void train_in_the_clear(benchmark::State& state, const StepModel& model, bool forward,
                        Lengths lengths) {
  const auto [few, many] = lengths;
  const Settings settings = settings_of(kCases[0]);
  const auto twin_of = [&](std::uint32_t count) {
    const TrainingSpec training = steps_or_forward(model, forward, count);
    const InputData data = step_data(training, 1);
    PrivateRun run(spec_of(settings, training));
    const auto start = std::chrono::steady_clock::now();
    static_cast<void>(run.twin(reals(), data, ""));
    return seconds(std::chrono::steady_clock::now() - start);
  };
  double whole = 0;
  for (auto _ : state) whole += twin_of(many) - twin_of(few);
  state.counters["ms/step"] =
      1e3 * whole / static_cast<double>(state.iterations()) / static_cast<double>(many - few);
}

}  // namespace

void register_training_steps() {
  const StepModel classifier = step_models()[0], network = step_models()[1];
  const auto add = [](const std::string& what, const Case& chosen, const StepModel& model,
                      bool forward, Lengths lengths) {
    const std::string name = what + "/" + chosen.ring + "/" + chosen.variant;
    benchmark::RegisterBenchmark(
        name.c_str(),
        [=](benchmark::State& state) { train(state, chosen, model, forward, lengths); })
        ->Unit(benchmark::kMillisecond)
        ->Iterations(1);
  };
  const auto add_clear = [](const std::string& what, const StepModel& model, bool forward,
                            Lengths lengths) {
    benchmark::RegisterBenchmark(
        (what + "/clear").c_str(),
        [=](benchmark::State& state) { train_in_the_clear(state, model, forward, lengths); })
        ->Unit(benchmark::kMillisecond)
        ->Iterations(1);
  };
  add_clear("classifier step", classifier, false, {20, 120});
  add_clear("network step", network, false, {2, 8});
  add_clear("network forward", network, true, {2, 12});
  for (const Case& chosen : kCases) {
    add("classifier step", chosen, classifier, false, {20, 120});
    add("network step", chosen, network, false, {2, 8});
    add("network forward", chosen, network, true, {2, 12});
  }
}

}  // namespace fathom
