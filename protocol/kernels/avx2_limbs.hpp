#pragma once

#include <immintrin.h>

#include <array>
#include <cstddef>
#include <cstdint>

namespace fathom {

/// Limbs of up to 32 bits in the eight 64-bit lanes of two AVX2 registers, and sums of products of
/// limbs of equal weight. The lanes are those of `Wide`, a scheme for AVX-512 with the same layout,
/// which splits and combines them. See BlockedMatmul.
template <class Wide>
struct Avx2Limbs : Wide {
  using typename Wide::Left;
  using typename Wide::Right;
  using typename Wide::Sums;
  static constexpr std::size_t kLimbs = std::tuple_size_v<Right>;
  static constexpr std::size_t kSums = 2 * kLimbs - 1;

  [[gnu::target("avx2")]] static void accumulate(const Left* left, const Right* right,
                                                 std::size_t depth, Sums& out) {
    for (std::size_t row = 0; row < Wide::kRows; ++row) {
      for (std::size_t half = 0; half < 8; half += 4) {
        __m256i sums[kSums] = {};
        for (std::size_t p = 0; p < depth; ++p) {
          __m256i b[kLimbs];
#pragma GCC unroll 5
          for (std::size_t j = 0; j < kLimbs; ++j) {
            b[j] = _mm256_load_si256(reinterpret_cast<const __m256i*>(&right[p][j][half]));
          }
#pragma GCC unroll 5
          for (std::size_t i = 0; i < kLimbs; ++i) {
            const __m256i a = _mm256_set1_epi64x(static_cast<long long>(left[p][row][i]));
#pragma GCC unroll 5
            for (std::size_t j = 0; j < kLimbs; ++j) {
              sums[i + j] = _mm256_add_epi64(sums[i + j], _mm256_mul_epu32(a, b[j]));
            }
          }
        }
        for (std::size_t i = 0; i < kSums; ++i) {
          _mm256_storeu_si256(reinterpret_cast<__m256i*>(&out[row][i][half]), sums[i]);
        }
      }
    }
  }
};

}  // namespace fathom
