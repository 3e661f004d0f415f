// How fast the program is on this machine: kernels against the machine's peaks, randomness, the
// event loop and training steps. Options are those of Google Benchmark, such as
// --benchmark_filter=product/z64 and --benchmark_repetitions=5; experiments/BENCHMARKS.md has a
// table.

#include <benchmark/benchmark.h>

#include "experiments/benchmarks/register.hpp"

int main(int argc, char** argv) {
  using namespace fathom;
  register_peaks();
  register_products();
  register_generator();
  register_elements();
  register_event_loop();
  register_training_steps();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
