#pragma once

#include <cstdint>

#include "protocol/kernels/three_limbs.hpp"
#include "protocol/rings/q121_field.hpp"

namespace fathom {

/// The ten lowest bits of X^6 / Q: ten more steps of the division for the reciprocal.
constexpr std::uint64_t lowest_bits_of_reciprocal() {
  q121_field::Word remainder = q121_field::power_of_two(248);
  std::uint64_t bits = 0;
  for (int i = 0; i < 10; ++i) {
    remainder *= 2;
    bits = 2 * bits + (remainder >= q121_field::kQ ? 1 : 0);
    remainder = q121_field::reduce_once(remainder);
  }
  return bits;
}

/// Modulo Q after Barrett (CRYPTO 1986). For x < 2^250, with A = x / X^2 rounded down and M = X^6 /
/// Q rounded down, A M / X^4 is less than 2^-7 below x / Q, also without what A M has below X^3, so
/// that rounded down it is at most 1 too small.
struct ReduceQ121 {
  using Word = q121_field::Word;

  /// Limb number i of a constant, in every lane.
  template <class Integer>
  [[gnu::target("arch=x86-64-v4"), gnu::always_inline]] static inline __m512i constant(Integer x,
                                                                                       int i) {
    const auto limb = static_cast<std::int64_t>(static_cast<std::uint64_t>(x >> (43 * i)));
    return _mm512_set1_epi64(limb & ThreeLimbs::kMask);
  }

  /// x / Q rounded down, or one less, in three limbs.
  [[gnu::target("arch=x86-64-v4,avx512ifma"), gnu::always_inline]] static inline void quotient(
      const SignedLanes* d, __m512i* q) {
    // X^6 / Q = 2^10 (2^248 / Q) and what is lost in rounding.
    constexpr Word kUpper = q121_field::reciprocal(248);
    constexpr std::uint64_t kLower = lowest_bits_of_reciprocal();
    const __m512i m[4] = {
        _mm512_set1_epi64(
            static_cast<std::int64_t>((static_cast<std::uint64_t>(kUpper) << 10 | kLower) &
                                      static_cast<std::uint64_t>(ThreeLimbs::kMask))),
        constant(kUpper >> 33, 0), constant(kUpper >> 33, 1), constant(kUpper >> 33, 2)};
    __m512i low[7] = {}, high[7] = {};
    for (int i = 0; i < 4; ++i) {
      const auto a = __builtin_bit_cast(__m512i, d[2 + i]);
      for (int j = 0; j < 4; ++j) {
        if (i + j < 2) continue;
        if (i + j > 2) low[i + j] = _mm512_madd52lo_epu64(low[i + j], a, m[j]);
        if (i + j < 6) high[i + j] = _mm512_madd52hi_epu64(high[i + j], a, m[j]);
      }
    }
    SignedLanes carry{};
    for (int i = 3; i < 7; ++i) {
      const SignedLanes sum = lanes(low[i]) + (lanes(high[i - 1]) << 9) + carry;
      carry = sum >> 43;
      if (i > 3) q[i - 4] = __builtin_bit_cast(__m512i, i < 6 ? sum & ThreeLimbs::kMask : sum);
    }
  }

  [[gnu::target("arch=x86-64-v4,avx512ifma"), gnu::always_inline]] static inline void canonical(
      const SignedLanes* low, const SignedLanes* high, Word* out) {
    constexpr std::int64_t kMask = ThreeLimbs::kMask;
    ThreeLimbs x;
    x.take(low, high);
    SignedLanes* d = x.d;
    for (int i = 0; i < 5; ++i) {
      d[i + 1] += d[i] >> 43;
      d[i] &= kMask;
    }
    __m512i q[3], l[3] = {}, h[2] = {};
    quotient(d, q);
    for (int i = 0; i < 3; ++i) {
      for (int j = 0; i + j < 3; ++j) {
        const __m512i modulus = constant(q121_field::kQ, j);
        l[i + j] = _mm512_madd52lo_epu64(l[i + j], q[i], modulus);
        if (i + j < 2) h[i + j] = _mm512_madd52hi_epu64(h[i + j], q[i], modulus);
      }
    }
    SignedLanes r0 = d[0] - lanes(l[0]);
    SignedLanes r1 = d[1] - lanes(l[1]) - (lanes(h[0]) << 9) + (r0 >> 43);
    SignedLanes r2 = d[2] - lanes(l[2]) - (lanes(h[1]) << 9) + (r1 >> 43);
    r0 &= kMask;
    r1 &= kMask;
    r2 &= kMask;  // what is left lies below 2 Q
    const SignedLanes s0 = r0 - lanes(constant(q121_field::kQ, 0));
    const SignedLanes s1 = r1 - lanes(constant(q121_field::kQ, 1)) + (s0 >> 43);
    const SignedLanes s2 = r2 - lanes(constant(q121_field::kQ, 2)) + (s1 >> 43);
    const SignedLanes kept = s2 >> 63;  // all ones where it is below Q already
    put_together<Word>((r0 & kept) | (s0 & kMask & ~kept), (r1 & kept) | (s1 & kMask & ~kept),
                       (r2 & kept) | (s2 & ~kept), out);
  }
};

using Q121Ifma = IfmaLimbs<q121_field::Field, 3, ThreeLimbs::kBits, 2, ReduceQ121>;

}  // namespace fathom
