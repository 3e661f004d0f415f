#pragma once

#include "protocol/kernels/integer_readings.hpp"

namespace fathom {

/// The arithmetic of Z_2^l on an unsigned integer type, which wraps as the ring does; see
/// ElementKernels.
template <class Unsigned, class SignedInteger>
struct WrappingArithmetic {
  using Element = Unsigned;
  using Signed = SignedInteger;

  static constexpr Unsigned kMask = ~Unsigned{0};
  static constexpr Unsigned kHalf = kMask / 2 + 1;

  static double modulus() { return 2.0 * static_cast<double>(kHalf); }
  static Element add(Element a, Element b) { return a + b; }
  static Element subtract(Element a, Element b) { return a - b; }
  static Element multiply(Element a, Element b) { return a * b; }
  static Element from_any(const AnyInteger& x) { return narrow<Element>(x); }
  static bool is_canonical(Element) { return true; }
  static Signed to_signed(Element x) { return static_cast<Signed>(x); }
  static Element from_signed(Signed x) { return static_cast<Element>(x); }
};

}  // namespace fathom
