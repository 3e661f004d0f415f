// Matrix products of every ring under every set of instructions that this processor has, on the
// shapes of a step's largest products.

#include <benchmark/benchmark.h>

#include <string>

#include "experiments/benchmarks/register.hpp"
#include "protocol/generator.hpp"
#include "protocol/kernels/instruction_set.hpp"
#include "protocol/rings/ring.hpp"
#include "protocol/tensor_math.hpp"

namespace fathom {
namespace {

struct Product {
  std::size_t m, k, n;
};
constexpr Product kProducts[] = {{32, 6272, 128}, {6272, 32, 128}, {25088, 288, 32}};

void multiply(benchmark::State& state, const Ring& ring, InstructionSet set, Product product) {
  const auto [m, k, n] = product;
  use_instruction_set(set);
  const OneThread alone;
  const Generator generator(derive_key(1, 1));
  const Tensor a = generator.uniform(ring, {m, k}, Tag{1}, 0);
  const Tensor b = generator.uniform(ring, {k, n}, Tag{2}, 0);
  Tensor out(ring, {m, n});
  for (auto _ : state) matmul_into(out.data(), a, Transpose::no, b);
  const auto products = static_cast<double>(m * k * n) * static_cast<double>(state.iterations());
  state.counters["GMAC/s"] = benchmark::Counter(products * 1e-9, benchmark::Counter::kIsRate);
  use_instruction_set(best_instruction_set());
}

}  // namespace

void register_products() {
  for (const Ring* ring : {&z64(), &z128(), &m61(), &m127(), &q121(), &p270(), &m521()}) {
    for (int i = 0; i <= static_cast<int>(best_instruction_set()); ++i) {
      const auto set = static_cast<InstructionSet>(i);
      const bool wide = ring->element_bytes > 16;
      if (wide && set != InstructionSet::portable) continue;  // they have no other
      for (const Product product : kProducts) {
        const std::string name = "product/" + std::string(ring->name) + "/" +
                                 std::string(to_string(set)) + "/(" + std::to_string(product.m) +
                                 "," + std::to_string(product.k) + ")x" + std::to_string(product.n);
        benchmark::RegisterBenchmark(name.c_str(), [ring, set, product](benchmark::State& state) {
          multiply(state, *ring, set, product);
        })->Unit(benchmark::kMillisecond);
      }
    }
  }
}

}  // namespace fathom
