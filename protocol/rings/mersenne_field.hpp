#pragma once

#include "protocol/kernels/field_arithmetic.hpp"

namespace fathom {

/// The field of a Mersenne prime M = 2^k - 1, in which 2^k is 1: what lies above k bits is folded
/// onto what lies below. See FieldArithmetic.
template <class Unsigned, class SignedInteger, int kExponent>
struct MersenneField {
  using Word = Unsigned;
  using SignedWord = SignedInteger;
  /// Holds a sum of 2^10 products.
  using Sum = WideInteger<(2 * kExponent + 10 + 63) / 64>;

  static constexpr int kBits = kExponent;
  static constexpr Word kModulus = low_mask<Word>(kExponent);

  static constexpr Word multiply(const Word& a, const Word& b) {
    if constexpr (kExponent < 64) {
      const unsigned __int128 product = static_cast<unsigned __int128>(a) * b;
      const auto low = static_cast<Word>(product) & kModulus;
      return reduce_once<Word>(low + static_cast<Word>(product >> kExponent), kModulus);
    } else if constexpr (kExponent == 127) {
      return multiply_127(a, b);
    } else {
      return reduce(Sum(multiply_wide(a, b)));
    }
  }

  /// The first fold leaves k + 11 bits, the second less than M + 2^12.
  static constexpr Word reduce(Sum x) {
    constexpr Sum kMask = low_mask<Sum>(kExponent);
    for (int fold = 0; fold < 2; ++fold) x = (x & kMask) + (x >> kExponent);
    return reduce_once(narrow<Word>(AnyInteger(x)), kModulus);
  }

 private:
  /// From four products of halves of 64 and 63 bits; the upper ones are doubled, as 2^128 is 2.
  static constexpr Word multiply_127(Word a, Word b) {
    const auto a0 = static_cast<std::uint64_t>(a), a1 = static_cast<std::uint64_t>(a >> 64);
    const auto b0 = static_cast<std::uint64_t>(b), b1 = static_cast<std::uint64_t>(b >> 64);
    const Word low = Word{a0} * b0, middle = Word{a0} * b1 + Word{a1} * b0;  // below 2^128
    const Word high = Word{a1} * b1;                                         // below 2^126
    const Word shifted = middle << 64, sum = low + shifted;
    const Word carry = (middle >> 64) + (sum < low ? 1 : 0);  // times 2^128
    // sum + 2 (carry + high), where the right side is below 2^127 + 2^66
    const Word upper = 2 * high + 2 * carry;
    const Word folded = reduce_once<Word>((sum & kModulus) + (sum >> 127), kModulus);
    const Word upper_folded = reduce_once<Word>((upper & kModulus) + (upper >> 127), kModulus);
    return reduce_once<Word>(folded + upper_folded, kModulus);
  }
};

}  // namespace fathom
