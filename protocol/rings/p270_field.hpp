#pragma once

#include "protocol/kernels/field_arithmetic.hpp"

namespace fathom {

namespace p270_field {

using Word = WideInteger<5>;

constexpr Word parse(const char* decimal) {
  Word x{0};
  for (; *decimal != 0; ++decimal) x = (x << 3) + (x << 1) + Word{*decimal - '0'};
  return x;
}

constexpr Word kP =
    parse("1802216888453791673313287943102424579859887305661122324585863735744776691801009887");

/// floor(2^640 / P), by long division.
constexpr WideInteger<6> reciprocal() {
  Word remainder{1};
  WideInteger<6> quotient{0};
  for (int i = 0; i < 640; ++i) {
    remainder = remainder + remainder;
    quotient = quotient + quotient + WideInteger<6>{remainder < kP ? 0 : 1};
    remainder = reduce_once(remainder, kP);
  }
  return quotient;
}

}  // namespace p270_field

/// The field of the 270-bit prime P, reduced after Barrett: Menezes, van Oorschot and Vanstone,
/// Handbook of Applied Cryptography (1996), algorithm 14.42, to the base 2^64. See FieldArithmetic.
struct P270Field {
  using Word = p270_field::Word;
  using SignedWord = WideInteger<5, true>;
  using Sum = WideInteger<9>;  ///< holds 2^36 products

  static constexpr int kBits = 270;
  static constexpr Word kModulus = p270_field::kP;

  static constexpr Word multiply(const Word& a, const Word& b) {
    return reduce(Sum(multiply_wide(a, b)));
  }

  /// The estimate of the quotient is at most 2 too small.
  static constexpr Word reduce(const Sum& x) {
    constexpr WideInteger<6> kReciprocal = p270_field::reciprocal();
    const Word quotient(multiply_wide(Word(x >> 256), kReciprocal) >> 384);
    const Word remainder = Word(x) - Word(multiply_wide(quotient, kModulus));
    return reduce_once(reduce_once(remainder, kModulus), kModulus);
  }
};

}  // namespace fathom
