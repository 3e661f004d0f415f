#pragma once

#include "protocol/operations/secure_operation.hpp"
#include "protocol/settings.hpp"

namespace fathom {

/// Truncations of x by f bits that are protocols of their own; n values. All give the floor or the
/// floor + 1 and are unbiased.

/// By a pair (r, r >> f): open v = x + r; the result is (v >> f) - (r >> f), so it comes out
/// masked, with opening v >> f and mask -(r >> f). Rounds 1; online n each way; offline 2n, seeded
/// 0 / n. Wraps with probability |x| / M, as local truncation does. [ABY3, section 5.1, with the
/// sign turned: x - r would be biased by -1]
[[nodiscard]] OperationPtr pair_truncation(const Ring& ring, const Shape& shape, int bits);

/// By a pair with r's top bit apart, in Z_2^l for |x| < 2^(l-2): open v = x + 2^(l-2) + r, whose
/// lower l-1 bits have wrapped iff the top bits of v and r differ:
///   (v mod 2^(l-1) >> f) - (r mod 2^(l-1) >> f) + (v_top xor r_top) 2^(l-1-f) - 2^(l-2-f).
/// Rounds 1; online n each way; offline 3n, seeded 0 / 2n. Never wraps. [ePrint 2020/338, section
/// 5.1]
[[nodiscard]] OperationPtr msb_truncation(const Ring& ring, const Shape& shape, int bits);

/// Gap truncation is a change from a ring to itself: see change_ring_operation.

/// The truncation of the settings (which is not local), of values with `scale_bits` fractional
/// bits.
[[nodiscard]] OperationPtr truncation_operation(const Settings& settings, const Ring& ring,
                                                const Shape& shape, int scale_bits, int bits);

}  // namespace fathom
