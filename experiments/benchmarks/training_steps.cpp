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

constexpr std::uint32_t kSteps = 20;
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

void train(benchmark::State& state, const Case& chosen, std::size_t model, std::uint32_t steps) {
  const Settings settings = settings_of(chosen);
  const TrainingSpec training = steps_of(step_models()[model], steps, kBatch);
  const InputData data = step_data(training, 1);
  HostParts parts{};
  double whole = 0;
  for (auto _ : state) {
    RunSpec spec;
    spec.settings = settings;
    spec.network = NetworkSpec::parse("lan");
    spec.info = run_info("benchmarks", "", "", settings, spec.network, "modelled", 1);
    spec = training_run(std::move(spec), training, 1);
    spec.steps = 0;
    PrivateRun run(std::move(spec));
    run.predict();
    const HostParts before = host_parts();
    const auto start = std::chrono::steady_clock::now();
    static_cast<void>(run.measure(data, ""));
    whole += seconds(std::chrono::steady_clock::now() - start);
    const HostParts after = host_parts();
    for (std::size_t i = 0; i < parts.size(); ++i) parts[i] += after[i] - before[i];
  }
  const auto share = [&](HostPart part) {
    return 100 * seconds(parts[static_cast<std::size_t>(part)]) / whole;
  };
  const double run_steps = static_cast<double>(steps) * static_cast<double>(state.iterations());
  state.counters["ms/step"] = 1e3 * whole / run_steps;
  state.counters["% products"] = share(HostPart::products);
  state.counters["% generator"] = share(HostPart::generator);
  state.counters["% elements"] = share(HostPart::elements);
  state.counters["% simulation"] =
      100 - share(HostPart::products) - share(HostPart::generator) - share(HostPart::elements);
}

}  // namespace

void register_training_steps() {
  for (const Case& chosen : kCases) {
    for (const std::size_t model : {0U, 1U}) {
      const std::string name = std::string(model == 0 ? "classifier step/" : "network step/") +
                               chosen.ring + "/" + chosen.variant;
      benchmark::RegisterBenchmark(name.c_str(),
                                   [chosen, model](benchmark::State& state) {
                                     train(state, chosen, model, model == 0 ? kSteps : 2);
                                   })
          ->Unit(benchmark::kMillisecond)
          ->Iterations(1);
    }
  }
}

}  // namespace fathom
