// The simulator: messages between actors, and uploads at one instant. `simulator_speed` prints the
// same as CSV.

#include <benchmark/benchmark.h>

#include "experiments/benchmarks/register.hpp"
#include "experiments/speed/measure.hpp"

namespace fathom {
namespace {

using Measure = void (*)(const SpeedOptions& options, CsvTable& table);

void run(benchmark::State& state, Measure measure) {
  SpeedOptions options;
  options.messages = 200'000;
  options.uploads = 20'000;
  double handled = 0;
  for (auto _ : state) {
    CsvTable table(
        "speeds",
        {{"what", ""}, {"messages", ""}, {"host_ns", ""}, {"per_s", ""}, {"elapsed_ns", ""}});
    measure(options, table);
    handled += std::stod(table.cell(0, "messages"));
  }
  state.counters["messages/s"] = benchmark::Counter(handled, benchmark::Counter::kIsRate);
}

}  // namespace

void register_event_loop() {
  constexpr std::pair<const char*, Measure> kAll[] = {{"event loop", measure_event_loop},
                                                      {"ping pong", measure_ping_pong},
                                                      {"uploads", measure_uploads}};
  for (const auto& [name, measure] : kAll) {
    benchmark::RegisterBenchmark(name, [measure = measure](benchmark::State& state) {
      run(state, measure);
    })->Unit(benchmark::kMillisecond);
  }
}

}  // namespace fathom
