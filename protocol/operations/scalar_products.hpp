#pragma once

#include "protocol/operations/bilinear_map.hpp"

namespace fathom {

/// The matrix product of x (m, k) and y (k, n), either read transposed, as m n k scalar products:
/// x and y are repeated to (m, n, k), multiplied element by element, and added up over k. Each
/// element is then masked as often as it is used: 2 m n k elements online, m n k multiplication
/// triples. [seed, "Dense layers"]
[[nodiscard]] Reduction scalar_products(const Shape& x, Transpose tx, const Shape& y, Transpose ty);

}  // namespace fathom
