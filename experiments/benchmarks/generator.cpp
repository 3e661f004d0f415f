// Randomness: AES-128 in counter mode, and uniform elements of each ring.

#include "protocol/generator.hpp"

#include <benchmark/benchmark.h>

#include <string>

#include "experiments/benchmarks/register.hpp"
#include "protocol/rings/ring.hpp"

namespace fathom {
namespace {

constexpr std::size_t kElements = std::size_t{1} << 20U;

void uniform(benchmark::State& state, const Ring& ring) {
  const OneThread alone;
  const Generator generator(derive_key(1, 1));
  std::uint64_t tag = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(generator.uniform(ring, {kElements}, Tag{++tag}, 0).data());
  }
  const double bytes = static_cast<double>(kElements * ring.element_bytes);
  state.counters["GB/s"] = benchmark::Counter(
      1e-9 * bytes * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

}  // namespace

void register_generator() {
  for (const Ring* ring : {&z64(), &z128(), &m61(), &m127(), &q121(), &p270(), &m521()}) {
    const std::string name = "uniform/" + std::string(ring->name);
    benchmark::RegisterBenchmark(name.c_str(), [ring](benchmark::State& state) {
      uniform(state, *ring);
    })->Unit(benchmark::kMillisecond);
  }
}

}  // namespace fathom
