#pragma once

#include <cstdint>

#include "protocol/kernels/field_arithmetic.hpp"

namespace fathom::q121_field {

/// Arithmetic modulo Q = 2657003489534545107915232808830590043 on canonical representatives,
/// without branches. Products are reduced after Barrett (CRYPTO 1986): the quotient by Q is
/// estimated from the leading bits with a precomputed reciprocal, is at most one too small, and a
/// conditional subtraction mends that.
using Word = unsigned __int128;

constexpr Word kQ =
    Word{2657003489534545107ULL} * 1'000'000'000'000'000'000ULL + 915232808830590043ULL;

struct Wide {  ///< low + 2^128 high
  Word low = 0, high = 0;
};

constexpr Word reduce_once(Word x) { return fathom::reduce_once(x, kQ); }
constexpr Word add(Word a, Word b) { return reduce_once(a + b); }

constexpr Wide multiply_wide(Word a, Word b) {
  const auto a0 = static_cast<std::uint64_t>(a), a1 = static_cast<std::uint64_t>(a >> 64);
  const auto b0 = static_cast<std::uint64_t>(b), b1 = static_cast<std::uint64_t>(b >> 64);
  const Word p00 = Word{a0} * b0, p01 = Word{a0} * b1, p10 = Word{a1} * b0, p11 = Word{a1} * b1;
  const Word middle = (p00 >> 64) + static_cast<std::uint64_t>(p01) + p10;  // below 2^128
  return {.low = (middle << 64) | static_cast<std::uint64_t>(p00),
          .high = p11 + (p01 >> 64) + (middle >> 64)};
}

constexpr Wide add(Wide a, Wide b) {
  const Word low = a.low + b.low;
  return {.low = low, .high = a.high + b.high + (low < a.low ? 1 : 0)};
}

/// floor(2^bits / Q) for a quotient below 2^128, by long division.
constexpr Word reciprocal(int bits) {
  Word remainder = 1, quotient = 0;
  for (int i = 0; i < bits; ++i) {
    remainder *= 2;
    quotient = 2 * quotient + (remainder >= kQ ? 1 : 0);
    remainder = reduce_once(remainder);
  }
  return quotient;
}

/// x mod Q for x < 3 2^245, for example a sum of 24 products. What x loses below 2^120 and the
/// reciprocal below 1 is less than 2^120 / Q + 3/8 of the quotient, so it comes out at most 1 too
/// small.
constexpr Word reduce(Wide x) {
  constexpr Word kReciprocal = reciprocal(248);
  const Word leading = (x.high << 8) | (x.low >> 120);
  const Word quotient = multiply_wide(leading, kReciprocal).high;
  return reduce_once(x.low - quotient * kQ);
}

constexpr Word power_of_two(int exponent) {
  Word power = 1;
  for (int i = 0; i < exponent; ++i) power = add(power, power);
  return power;
}

/// x mod Q for x < 2^253: a step that replaces 2^128 by its remainder brings x down to what reduce
/// takes. Short sums need none.
constexpr Word reduce_sum(Wide x) {
  constexpr Word kRemainder = power_of_two(128);
  if (x.high >> 117 == 0) return reduce(x);
  return reduce(add(multiply_wide(x.high, kRemainder), Wide{.low = x.low}));
}

constexpr Word multiply(Word a, Word b) { return reduce(multiply_wide(a, b)); }

/// See FieldArithmetic.
struct Field {
  using Word = q121_field::Word;
  using SignedWord = __int128;
  static constexpr int kBits = 121;
  static constexpr Word kModulus = kQ;
  static constexpr Word multiply(Word a, Word b) { return q121_field::multiply(a, b); }
};

}  // namespace fathom::q121_field
