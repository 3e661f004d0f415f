// Element-wise operations of each ring, in bytes read and written.

#include <benchmark/benchmark.h>

#include <functional>
#include <string>

#include "experiments/benchmarks/register.hpp"
#include "protocol/generator.hpp"
#include "protocol/rings/ring.hpp"
#include "protocol/tensor_math.hpp"

namespace fathom {
namespace {

constexpr std::size_t kElements = std::size_t{1} << 20U;
using Operation = Tensor (*)(const Tensor& a, const Tensor& b);

void run(benchmark::State& state, const Ring& ring, Operation operation) {
  const OneThread alone;
  const Generator generator(derive_key(1, 1));
  const Tensor a = generator.uniform(ring, {kElements}, Tag{1}, 0);
  const Tensor b = generator.uniform(ring, {kElements}, Tag{2}, 0);
  for (auto _ : state) benchmark::DoNotOptimize(operation(a, b).data());
  const double bytes = 3.0 * static_cast<double>(kElements * ring.element_bytes);
  state.counters["GB/s"] = benchmark::Counter(
      1e-9 * bytes * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

}  // namespace

void register_elements() {
  constexpr std::pair<const char*, Operation> kOperations[] = {{"add", add},
                                                               {"multiply", multiply}};
  for (const Ring* ring : {&z64(), &z128(), &m61(), &m127(), &q121()}) {
    for (const auto& [name, operation] : kOperations) {
      const std::string full = std::string(name) + "/" + std::string(ring->name);
      benchmark::RegisterBenchmark(full.c_str(), [ring,
                                                  operation = operation](benchmark::State& state) {
        run(state, *ring, operation);
      })->Unit(benchmark::kMillisecond);
    }
  }
}

}  // namespace fathom
