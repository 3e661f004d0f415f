#pragma once

#include <cstdint>

#include "protocol/kernels/ifma_limbs.hpp"

namespace fathom {

/// The sums of three limbs of 43 bits: their products c0 + c1 X + ... + c4 X^4, X = 2^43, from
/// Karatsuba's P0, P1, P2, P01, P02, P12,
///   c0 = P0, c1 = P01 - P0 - P1, c2 = P02 - P0 - P2 + P1, c3 = P12 - P1 - P2, c4 = P2,
/// as d0 + d1 X + ... + d5 X^5 with |d| < 2^56: what each c has above 43 bits goes one up.
struct ThreeLimbs {
  static constexpr int kBits = 43;
  static constexpr std::int64_t kMask = (std::int64_t{1} << kBits) - 1;
  SignedLanes d[6];

  [[gnu::target("arch=x86-64-v4"), gnu::always_inline]] static inline void products(
      const SignedLanes* p, SignedLanes* c) {
    c[0] = p[0];
    c[1] = p[3] - p[0] - p[1];
    c[2] = p[4] - p[0] - p[2] + p[1];
    c[3] = p[5] - p[1] - p[2];
    c[4] = p[2];
  }

  [[gnu::target("arch=x86-64-v4"), gnu::always_inline]] inline void take(const SignedLanes* low,
                                                                         const SignedLanes* high) {
    SignedLanes l[5], h[5];
    products(low, l);
    products(high, h);
    d[0] = l[0] & kMask;
    for (int i = 1; i < 5; ++i) {
      d[i] = (l[i] & kMask) + (l[i - 1] >> kBits) + (h[i - 1] << (52 - kBits));
    }
    d[5] = (l[4] >> kBits) + (h[4] << (52 - kBits));
  }
};

[[gnu::target("arch=x86-64-v4"), gnu::always_inline]] inline SignedLanes lanes(const __m512i& x) {
  return __builtin_bit_cast(SignedLanes, x);
}

/// Three limbs, in their ranges, as elements.
template <class Word>
[[gnu::target("arch=x86-64-v4"), gnu::always_inline]] inline void put_together(
    const SignedLanes& e0, const SignedLanes& e1, const SignedLanes& e2, Word* out) {
  const SignedLanes low = e0 | (e1 << 43), high = (e1 >> 21) | (e2 << 22);
  alignas(64) std::uint64_t words[2][8];
  __builtin_memcpy(words[0], &low, 64);
  __builtin_memcpy(words[1], &high, 64);
  for (int i = 0; i < 8; ++i) out[i] = (Word{words[1][i]} << 64) | words[0][i];
}

}  // namespace fathom
