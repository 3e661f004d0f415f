#pragma once

#include <immintrin.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "protocol/kernels/field_schemes.hpp"
#include "protocol/kernels/lanes.hpp"

namespace fathom {

/// Signed 64-bit integers in lanes: right shifts keep the sign.
using SignedLanes [[gnu::vector_size(64)]] = std::int64_t;

/// What the products modulo a prime have in common where the processor has the fused multiply-add
/// of 52-bit integers (AVX-512 IFMA): limbs of `kLimbBits`, and Karatsuba's products: one of each
/// limb with its fellow, and one of the sums of each two limbs. Every product is added up in two
/// lanes, its lower and its upper 52 bits. See BlockedMatmul; `Reduce::canonical` makes the element
/// of the sums of products of equal weight.
template <class Field, std::size_t kLimbs, int kLimbBits, std::size_t kBlockRows, class Reduce>
struct IfmaLimbs {
  using Element = typename Field::Word;
  static constexpr std::size_t kRows = kBlockRows, kColumns = 8;
  /// The difference of four sums fits into 63 bits.
  static constexpr std::size_t kDepth = 256;
  static constexpr std::size_t kPairs = kLimbs * (kLimbs - 1) / 2;
  static constexpr std::size_t kProducts = kLimbs + kPairs;
  static_assert(kLimbBits + 1 <= 52);
  using Left = std::array<std::array<std::uint64_t, kLimbs>, kRows>;
  using Right = std::array<std::array<std::uint64_t, kColumns>, kProducts>;
  using Sums = std::array<std::array<Element, kColumns>, kRows>;

  static void split_left(Element x, std::size_t row, Left& left) {
    for (std::size_t i = 0; i < kLimbs; ++i) left[row][i] = limb_of<kLimbBits>(x, i);
  }
  [[gnu::target("arch=x86-64-v4")]] static void split_right(const Element* x, Right& right) {
    Lanes low, high, limbs[kLimbs];
    load_words(x, low, high);
    for (std::size_t i = 0; i < kLimbs; ++i) {
      limbs[i] = limb_lanes<kLimbBits>(low, high, static_cast<int>(i));
      store(limbs[i], right[i]);
    }
    std::size_t pair = kLimbs;
    for (std::size_t i = 0; i < kLimbs; ++i) {
      for (std::size_t j = i + 1; j < kLimbs; ++j, ++pair) store(limbs[i] + limbs[j], right[pair]);
    }
  }
  static Element combine(const Sums& sums, std::size_t row, std::size_t column) {
    return sums[row][column];
  }
  static Element add(Element a, Element b) { return reduce_once<Element>(a + b, Field::kModulus); }

  [[gnu::target("arch=x86-64-v4,avx512ifma")]] static void accumulate(const Left* left,
                                                                      const Right* right,
                                                                      std::size_t depth,
                                                                      Sums& out) {
    __m512i low[kRows][kProducts] = {}, high[kRows][kProducts] = {};
    for (std::size_t p = 0; p < depth; ++p, ++left, ++right) {
#pragma GCC unroll 4
      for (std::size_t row = 0; row < kRows; ++row) {
        __m512i a[kProducts];
#pragma GCC unroll 3
        for (std::size_t i = 0; i < kLimbs; ++i) {
          a[i] = _mm512_set1_epi64(static_cast<long long>((*left)[row][i]));
        }
        a[kLimbs] = _mm512_add_epi64(a[0], a[1]);
        if constexpr (kLimbs == 3) {
          a[4] = _mm512_add_epi64(a[0], a[2]);
          a[5] = _mm512_add_epi64(a[1], a[2]);
        }
#pragma GCC unroll 6
        for (std::size_t i = 0; i < kProducts; ++i) {
          const __m512i b = _mm512_load_si512((*right)[i].data());
          low[row][i] = _mm512_madd52lo_epu64(low[row][i], a[i], b);
          high[row][i] = _mm512_madd52hi_epu64(high[row][i], a[i], b);
        }
      }
    }
    for (std::size_t row = 0; row < kRows; ++row) {
      SignedLanes l[kProducts], h[kProducts];
      for (std::size_t i = 0; i < kProducts; ++i) {
        l[i] = __builtin_bit_cast(SignedLanes, low[row][i]);
        h[i] = __builtin_bit_cast(SignedLanes, high[row][i]);
      }
      Reduce::canonical(l, h, out[row].data());
    }
  }
};

}  // namespace fathom
