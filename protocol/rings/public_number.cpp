#include "protocol/rings/public_number.hpp"

#include <cmath>
#include <string>

#include "metrics/errors.hpp"

namespace fathom {

namespace {

constexpr int kMostBits = 126;

}  // namespace

PublicNumber encode_public(double value, int bits) {
  ensure(bits >= 0, "a public number has no negative number of fractional bits");
  const double scaled = std::nearbyint(std::ldexp(value, bits));
  if (!(std::abs(scaled) < std::ldexp(1.0, kMostBits))) {
    throw UserError("the public number " + std::to_string(value) + " with " + std::to_string(bits) +
                    " fractional bits is outside (-2^126, 2^126); give it fewer bits");
  }
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

}  // namespace fathom
