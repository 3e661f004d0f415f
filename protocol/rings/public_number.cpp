#include "protocol/rings/public_number.hpp"

#include <cmath>
#include <string>

#include "metrics/errors.hpp"

namespace fathom {

namespace {

constexpr int kMostBits = 126;

/// A whole number beyond 126 bits: its leading bits, which are all that a double has, and the power
/// of two behind them.
PublicNumber shifted(double value, double whole, int bits) {
  constexpr int kLeadingBits = 62;
  const int shift = std::ilogb(whole) + 1 - kLeadingBits;
  PublicNumber number{.value = value,
                      .integer = static_cast<__int128>(std::ldexp(whole, -shift)),
                      .bits = bits,
                      .shift = shift};
  for (; number.integer % 2 == 0; ++number.shift) number.integer /= 2;
  return number;
}

}  // namespace

PublicNumber encode_public(double value, int bits) {
  ensure(bits >= 0, "a public number has no negative number of fractional bits");
  const double scaled = std::nearbyint(std::ldexp(value, bits));
  if (!std::isfinite(scaled)) {
    throw UserError("the public number " + std::to_string(value) + " with " + std::to_string(bits) +
                    " fractional bits is outside (-2^1024, 2^1024); give it fewer bits");
  }
  if (!(std::abs(scaled) < std::ldexp(1.0, kMostBits))) return shifted(value, scaled, bits);
  return {.value = value, .integer = static_cast<__int128>(scaled), .bits = bits};
}

PublicNumber encode_public_significant(double value, int significant_bits) {
  ensure(significant_bits > 0 && significant_bits <= kMostBits,
         "a public number has between 1 and 126 significant bits");
  if (value == 0) return {.value = value, .integer = 0, .bits = 0};
  if (!std::isfinite(value)) return encode_public(value, 0);  // which refuses it
  const int bits = std::max(0, significant_bits - 1 - std::ilogb(value));
  PublicNumber number = encode_public(value, bits);
  while (number.bits > 0 && number.integer % 2 == 0) {
    number.integer /= 2;
    --number.bits;
  }
  return number;
}

PublicNumber times(PublicNumber number, std::int64_t factor) {
  constexpr __int128 kShort = __int128{1} << 62U;
  for (; number.integer % 2 == 0 && (number.integer >= kShort || number.integer <= -kShort);
       ++number.shift) {
    number.integer /= 2;
  }
  ensure(number.integer < kShort && number.integer > -kShort,
         "a public number has at most 62 significant bits when it is multiplied");
  number.integer *= factor;
  number.value *= static_cast<double>(factor);
  return number;
}

}  // namespace fathom
