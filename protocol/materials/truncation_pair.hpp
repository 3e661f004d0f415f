#pragma once

#include "protocol/materials/request.hpp"

namespace fathom {

/// Truncation pair (r, -(r >> bits)): r uniform, its signed representative shifted.
/// Elements: masks n, derived n. [ABY3, section 5.1]
[[nodiscard]] Request truncation_pair(const Ring& ring, const Shape& shape, int bits);

/// The same with r's top bit apart, in Z_2^l: (r, -(r mod 2^(l-1) >> bits), r >> (l-1)).
/// Elements: masks n, derived 2n. [ePrint 2020/338, section 5.1]
[[nodiscard]] Request msb_truncation_pair(const Ring& ring, const Shape& shape, int bits);

}  // namespace fathom
