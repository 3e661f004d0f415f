#pragma once

#include "protocol/rings/ring.hpp"

namespace fathom {

/// A public factor or constant as every ring wants it: the value itself for the reals, and beside
/// it the integer round(value 2^bits), halves to even; where that has more than 126 bits, as an odd
/// integer of at most 62 times a power of two. Throws UserError when value 2^bits is not finite.
[[nodiscard]] PublicNumber encode_public(double value, int bits);

/// The same with the fewest bits that leave the integer `significant_bits` significant ones, and
/// without trailing zeros: 1/32 is the integer 1 with 5 bits, 6 is 6 with none, 4/3 to 8 bits is
/// 171 with 7. A product by it raises the fractional bits no further than its precision needs.
[[nodiscard]] PublicNumber encode_public_significant(double value, int significant_bits);

/// The number times a small integer, with the same fractional bits: exactly, since no double has
/// more than 53 significant bits.
[[nodiscard]] PublicNumber times(PublicNumber number, std::int64_t factor);

}  // namespace fathom
