// What one core of this machine can do at most: independent multiply-adds of each set of
// instructions, and memory.

#include <benchmark/benchmark.h>
#include <immintrin.h>

#include <cstdint>
#include <cstring>
#include <vector>

#include "experiments/benchmarks/register.hpp"
#include "protocol/kernels/instruction_set.hpp"

namespace fathom {
namespace {

constexpr int kChains = 24;
constexpr int kRepeats = 1000;

void count(benchmark::State& state, int lanes, int per_product) {
  const double products = static_cast<double>(lanes) * kChains * kRepeats / per_product *
                          static_cast<double>(state.iterations());
  state.counters["GMAC/s"] = benchmark::Counter(products * 1e-9, benchmark::Counter::kIsRate);
}

[[gnu::target("arch=x86-64-v4,avx512ifma")]] void fused(benchmark::State& state) {
  __m512i sums[kChains] = {};
  const __m512i a = _mm512_set1_epi64(state.max_iterations), b = _mm512_set1_epi64(3);
  for (auto _ : state) {
    for (int repeat = 0; repeat < kRepeats; ++repeat) {
#pragma GCC unroll 24
      for (int i = 0; i < kChains; ++i) sums[i] = _mm512_madd52lo_epu64(sums[i], a, b);
    }
    benchmark::DoNotOptimize(sums);
  }
  count(state, 8, static_cast<int>(state.range(0)));
}

[[gnu::target("arch=x86-64-v4")]] void multiplied(benchmark::State& state) {
  __m512i sums[kChains] = {};
  const __m512i a = _mm512_set1_epi64(state.max_iterations);
  __m512i b = _mm512_set1_epi64(3);
  for (auto _ : state) {
    for (int repeat = 0; repeat < kRepeats; ++repeat) {
      asm("" : "+v"(b));  // else the product, always the same, is formed once
#pragma GCC unroll 24
      for (int i = 0; i < kChains; ++i) {
        const __m512i product = _mm512_mullo_epi64(a, _mm512_add_epi64(b, sums[i]));
        sums[i] = product;
      }
    }
    benchmark::DoNotOptimize(sums);
  }
  count(state, 8, 1);
}

void memory(benchmark::State& state) {
  const std::size_t bytes = std::size_t{256} << 20U;
  std::vector<std::uint64_t> from(bytes / 8, 1), to(bytes / 8);
  for (auto _ : state) {
    std::memcpy(to.data(), from.data(), bytes);
    benchmark::ClobberMemory();
  }
  state.counters["GB/s read and written"] = benchmark::Counter(
      2e-9 * static_cast<double>(bytes) * static_cast<double>(state.iterations()),
      benchmark::Counter::kIsRate);
}

}  // namespace

// A product takes so many fused multiply-adds: see the schemes.
void register_peaks() {
  benchmark::RegisterBenchmark("peak/memory", memory)->Unit(benchmark::kMillisecond);
  if (best_instruction_set() >= InstructionSet::avx512) {
    benchmark::RegisterBenchmark("peak/64-bit products", multiplied);
  }
  if (best_instruction_set() < InstructionSet::avx512_ifma) return;
  benchmark::RegisterBenchmark("peak/z128: 9 fused", fused)->Arg(9);
  benchmark::RegisterBenchmark("peak/m127 and q121: 12 fused", fused)->Arg(12);
  benchmark::RegisterBenchmark("peak/m61: 6 fused", fused)->Arg(6);
}

}  // namespace fathom
