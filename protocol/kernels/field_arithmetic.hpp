#pragma once

#include "protocol/kernels/integer_readings.hpp"

namespace fathom {

/// x - modulus if that is not negative, else x; and the difference a - b modulo the modulus. For
/// moduli that leave the top bit of their type free, and x below twice the modulus.
template <class Word>
constexpr Word reduce_once(const Word& x, const Word& modulus) {
  const Word difference = x - modulus;
  return difference + (modulus & top_bit_mask(difference));
}
template <class Word>
constexpr Word subtract_modulo(const Word& a, const Word& b, const Word& modulus) {
  const Word difference = a - b;
  return difference + (modulus & top_bit_mask(difference));
}

/// The arithmetic of a prime field on canonical representatives, see ElementKernels. What differs
/// between fields is a Field:
///
///   Word, SignedWord   integers that hold the modulus and a bit more
///   kBits, kModulus    the modulus M has kBits bits
///   multiply(a, b)     modulo M
template <class Field>
struct FieldArithmetic {
  using Element = typename Field::Word;
  using Signed = typename Field::SignedWord;

  static constexpr int kBits = Field::kBits;
  static constexpr Element kM = Field::kModulus;
  static constexpr Element kMask = low_mask<Element>(kBits);
  static constexpr Element kHalf = kM >> 1;

  static double modulus() {
    if constexpr (sizeof(Element) <= 16)
      return static_cast<double>(kM);
    else
      return to_double(kM);
  }

  static Element add(const Element& a, const Element& b) { return reduce_once<Element>(a + b, kM); }
  static Element subtract(const Element& a, const Element& b) { return subtract_modulo(a, b, kM); }
  static Element multiply(const Element& a, const Element& b) { return Field::multiply(a, b); }

  static bool is_canonical(const Element& x) { return x < kM; }

  /// In [-(M-1)/2, (M-1)/2]: M is odd.
  static Signed to_signed(const Element& x) {
    return static_cast<Signed>(x - (kM & top_bit_mask(static_cast<Element>(kHalf - x))));
  }
  static Element from_signed(const Signed& x) {
    const auto bits = static_cast<Element>(x);
    return bits + (kM & top_bit_mask(bits));
  }

  /// Any integer modulo M. Few need more than a look: what goes from field to field is small.
  static Element from_any(const AnyInteger& x) {
    const AnyInteger magnitude = x.top_bit() ? AnyInteger{0} - x : x;
    const Element reduced = reduce_magnitude(WideInteger<9>(magnitude));
    return x.top_bit() ? subtract(Element{0}, reduced) : reduced;
  }

 private:
  static Element reduce_magnitude(const WideInteger<9>& x) {
    constexpr WideInteger<9> kWideModulus(widen(kM));
    if (x < kWideModulus) return narrow<Element>(AnyInteger(x));
    Element sum{0}, base{1};
    for (int i = 0; i < 32; ++i) base = add(base, base);
    for (std::size_t i = 18; i-- > 0;) {  // digits to the base 2^32, which every field holds
      const auto digit = static_cast<std::uint32_t>(x.words[i / 2] >> (i % 2 * 32));
      sum = add(multiply(sum, base), Element{digit});
    }
    return sum;
  }
};

}  // namespace fathom
