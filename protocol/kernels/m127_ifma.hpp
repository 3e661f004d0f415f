#pragma once

#include <cstdint>

#include "protocol/kernels/field_products.hpp"
#include "protocol/kernels/three_limbs.hpp"

namespace fathom {

/// Modulo 2^127 - 1, where X^3 = 2^129 is 4.
struct ReduceM127 {
  using Word = M127Field::Word;

  /// The second fold leaves no carry but out of the lowest limb, by one; the third none.
  [[gnu::target("arch=x86-64-v4"), gnu::always_inline]] static inline void canonical(
      const SignedLanes* low, const SignedLanes* high, Word* out) {
    constexpr std::int64_t kMask = ThreeLimbs::kMask, kTopMask = (std::int64_t{1} << 41) - 1;
    ThreeLimbs x;
    x.take(low, high);
    SignedLanes e0 = x.d[0] + (x.d[3] << 2), e1 = x.d[1] + (x.d[4] << 2);
    SignedLanes e2 = x.d[2] + (x.d[5] << 2);
    for (int fold = 0; fold < 3; ++fold) {
      e1 += e0 >> 43;
      e2 += e1 >> 43;
      e0 = (e0 & kMask) + (e2 >> 41);
      e1 &= kMask;
      e2 &= kTopMask;
    }
    const SignedLanes modulus = (e0 == kMask) & (e1 == kMask) & (e2 == kTopMask);
    put_together<Word>(e0 & ~modulus, e1 & ~modulus, e2 & ~modulus, out);
  }
};

using M127Ifma = IfmaLimbs<M127Field, 3, ThreeLimbs::kBits, 2, ReduceM127>;

}  // namespace fathom
