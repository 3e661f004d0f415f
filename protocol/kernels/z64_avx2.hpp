#pragma once

#include <immintrin.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace fathom {

/// Products in Z_2^64 where the processor multiplies 32 bits at a time (AVX2): a b = a0 b0 + 2^32
/// (a0 b1 + a1 b0), of which the second sum only counts modulo 2^32. See BlockedMatmul.
struct Z64Avx2 {
  using Element = std::uint64_t;
  static constexpr std::size_t kRows = 4, kColumns = 4, kDepth = 256;
  using Left = std::array<std::array<std::uint64_t, 2>, kRows>;
  struct alignas(32) Right {
    std::array<std::uint64_t, kColumns> low, high;
  };
  using Sums = std::array<std::array<std::uint64_t, kColumns>, kRows>;

  static void split_left(Element x, std::size_t row, Left& left) { left[row] = {x, x >> 32}; }
  static void split_right(const Element* x, Right& right) {
    std::copy_n(x, kColumns, right.low.begin());
    for (std::size_t column = 0; column < kColumns; ++column) right.high[column] = x[column] >> 32;
  }
  static Element combine(const Sums& sums, std::size_t row, std::size_t column) {
    return sums[row][column];
  }
  static Element add(Element a, Element b) { return a + b; }

  /// The instruction reads the lower 32 bits of a lane alone, so that low halves need no mask.
  [[gnu::target("avx2")]] static void accumulate(const Left* left, const Right* right,
                                                 std::size_t depth, Sums& out) {
    __m256i low[kRows] = {}, high[kRows] = {};
    for (std::size_t p = 0; p < depth; ++p, ++left, ++right) {
      const auto* from = reinterpret_cast<const __m256i*>(right);
      const __m256i b0 = _mm256_load_si256(from), b1 = _mm256_load_si256(from + 1);
#pragma GCC unroll 4
      for (std::size_t row = 0; row < kRows; ++row) {
        const __m256i a0 = _mm256_set1_epi64x(static_cast<long long>((*left)[row][0]));
        const __m256i a1 = _mm256_set1_epi64x(static_cast<long long>((*left)[row][1]));
        low[row] = _mm256_add_epi64(low[row], _mm256_mul_epu32(a0, b0));
        high[row] = _mm256_add_epi64(high[row], _mm256_mul_epu32(a0, b1));
        high[row] = _mm256_add_epi64(high[row], _mm256_mul_epu32(a1, b0));
      }
    }
    for (std::size_t row = 0; row < kRows; ++row) {
      const __m256i sum = _mm256_add_epi64(low[row], _mm256_slli_epi64(high[row], 32));
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(out[row].data()), sum);
    }
  }
};

}  // namespace fathom
