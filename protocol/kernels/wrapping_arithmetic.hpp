#pragma once

namespace fathom {

/// The arithmetic of Z_2^l on an unsigned integer type, which wraps as the ring does; see
/// ElementKernels.
template <class Unsigned, class SignedInteger>
struct WrappingArithmetic {
  using Element = Unsigned;
  using Signed = SignedInteger;

  static constexpr Unsigned kMask = ~Unsigned{0};
  static constexpr Unsigned kHalf = kMask / 2 + 1;
  static constexpr double kModulus = 2.0 * static_cast<double>(kHalf);

  static Element add(Element a, Element b) { return a + b; }
  static Element subtract(Element a, Element b) { return a - b; }
  static Element multiply(Element a, Element b) { return a * b; }
  static Element from_integer(__int128 integer) { return static_cast<Element>(integer); }
  static bool is_canonical(Element) { return true; }
  static Signed to_signed(Element x) { return static_cast<Signed>(x); }
  static Element from_signed(Signed x) { return static_cast<Element>(x); }
};

}  // namespace fathom
