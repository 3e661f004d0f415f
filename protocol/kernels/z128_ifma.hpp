#pragma once

#include <immintrin.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "protocol/kernels/lanes.hpp"

namespace fathom {

/// Products in Z_2^128 by the fused multiply-add of 52-bit integers (AVX-512 IFMA), which gives the
/// lower or the upper 52 bits of a product. Limbs of 52, 52 and 24 bits take nine of them, where
/// lo and hi are those halves:
///
///   a b = lo a0 b0 + 2^52 (hi a0 b0 + lo a0 b1 + lo a1 b0)
///         + 2^104 (hi a0 b1 + hi a1 b0 + lo a0 b2 + lo a1 b1 + lo a2 b0)    mod 2^128
///
/// Three sums of them fit into lanes for 2^10 products; of the last only 24 bits count, so it may
/// wrap. See BlockedMatmul.
struct Z128Ifma {
  using Element = unsigned __int128;
  static constexpr std::size_t kRows = 8, kColumns = 8, kDepth = 256;
  static constexpr std::size_t kLimbs = 3;
  using Left = std::array<std::array<std::uint64_t, kLimbs>, kRows>;
  using Right = std::array<std::array<std::uint64_t, kColumns>, kLimbs>;
  struct Sums {
    std::array<std::array<std::uint64_t, kColumns>, kRows> low, high;
  };

  static std::uint64_t limb(Element x, std::size_t i) {
    constexpr std::uint64_t kMask = (std::uint64_t{1} << 52) - 1;
    return static_cast<std::uint64_t>(x >> (52 * i)) & kMask;
  }
  static void split_left(Element x, std::size_t row, Left& left) {
    for (std::size_t i = 0; i < kLimbs; ++i) left[row][i] = limb(x, i);
  }
  [[gnu::target("arch=x86-64-v4")]] static void split_right(const Element* x, Right& right) {
    Lanes low, high;
    load_words(x, low, high);
    for (std::size_t i = 0; i < kLimbs; ++i) {
      store(limb_lanes<52>(low, high, static_cast<int>(i)), right[i]);
    }
  }
  static Element combine(const Sums& sums, std::size_t row, std::size_t column) {
    return Element{sums.high[row][column]} << 64 | sums.low[row][column];
  }
  static Element add(Element a, Element b) { return a + b; }

  [[gnu::target("arch=x86-64-v4,avx512ifma")]] static void accumulate(const Left* left,
                                                                      const Right* right,
                                                                      std::size_t depth,
                                                                      Sums& out) {
    __m512i sums[kRows][3] = {};
    for (std::size_t p = 0; p < depth; ++p, ++left, ++right) {
      const __m512i b0 = _mm512_load_si512((*right)[0].data());
      const __m512i b1 = _mm512_load_si512((*right)[1].data());
      const __m512i b2 = _mm512_load_si512((*right)[2].data());
#pragma GCC unroll 8
      for (std::size_t row = 0; row < kRows; ++row) {
        const __m512i a0 = _mm512_set1_epi64(static_cast<long long>((*left)[row][0]));
        const __m512i a1 = _mm512_set1_epi64(static_cast<long long>((*left)[row][1]));
        const __m512i a2 = _mm512_set1_epi64(static_cast<long long>((*left)[row][2]));
        sums[row][0] = _mm512_madd52lo_epu64(sums[row][0], a0, b0);
        sums[row][1] = _mm512_madd52hi_epu64(sums[row][1], a0, b0);
        sums[row][2] = _mm512_madd52hi_epu64(sums[row][2], a0, b1);
        sums[row][1] = _mm512_madd52lo_epu64(sums[row][1], a0, b1);
        sums[row][2] = _mm512_madd52hi_epu64(sums[row][2], a1, b0);
        sums[row][1] = _mm512_madd52lo_epu64(sums[row][1], a1, b0);
        sums[row][2] = _mm512_madd52lo_epu64(sums[row][2], a0, b2);
        sums[row][2] = _mm512_madd52lo_epu64(sums[row][2], a1, b1);
        sums[row][2] = _mm512_madd52lo_epu64(sums[row][2], a2, b0);
      }
    }
    for (std::size_t row = 0; row < kRows; ++row) {
      const Lanes s0 = __builtin_bit_cast(Lanes, sums[row][0]);
      const Lanes s1 = __builtin_bit_cast(Lanes, sums[row][1]);
      const Lanes s2 = __builtin_bit_cast(Lanes, sums[row][2]);
      const Lanes raised = s1 << 52, low = s0 + raised;
      Lanes high = (s1 >> 12) + (s2 << 40);
      high -= low < raised;  // true is -1: the carry
      store(low, out.low[row]);
      store(high, out.high[row]);
    }
  }
};

}  // namespace fathom
