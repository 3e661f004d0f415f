#pragma once

#include <cstdint>

#include "protocol/kernels/field_products.hpp"
#include "protocol/kernels/ifma_limbs.hpp"

namespace fathom {

/// Modulo 2^61 - 1, of two limbs of 31 bits: c0 + 2^31 c1 + 2^62 c2.
struct ReduceM61 {
  using Word = M61Field::Word;
  static constexpr std::int64_t kModulus = (std::int64_t{1} << 61) - 1;

  /// x 2^shift, up to a multiple of the modulus: what lies above 61 bits is added below.
  [[gnu::target("arch=x86-64-v4"), gnu::always_inline]] static inline SignedLanes raised(
      SignedLanes x, int shift) {
    const std::int64_t kept = (std::int64_t{1} << (61 - shift)) - 1;
    return ((x & kept) << shift) + (x >> (61 - shift));
  }

  [[gnu::target("arch=x86-64-v4"), gnu::always_inline]] static inline void canonical(
      const SignedLanes* low, const SignedLanes* high, Word* out) {
    const SignedLanes l1 = low[2] - low[0] - low[1], h1 = high[2] - high[0] - high[1];
    const SignedLanes first = raised(low[0], 0) + raised(high[0], 52) + raised(l1, 31);
    const SignedLanes second = raised(h1, 22) + raised(low[1], 1) + raised(high[1], 53);
    SignedLanes x = raised(first, 0) + raised(second, 0);
    x = raised(x, 0);
    x -= kModulus & (x >= kModulus);
    __builtin_memcpy(out, &x, 64);
  }
};

using M61Ifma = IfmaLimbs<M61Field, 2, 31, 4, ReduceM61>;

}  // namespace fathom
