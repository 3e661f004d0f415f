#pragma once

#include "protocol/materials/request.hpp"
#include "protocol/operations/bilinear_map.hpp"

namespace fathom {

/// For a product of two values that are masked already, with masks a and b: c = a * b.
/// Elements: masks none, derived size(c). [seed, "Generalised triples"]
[[nodiscard]] Request masked_product_material(const BilinearMapPtr& map, const Ring& ring,
                                              const Shape& x, const Shape& y);

/// The same with the truncation by `bits` fused: s is uniform and r = s - a * b is never sent; what
/// is derived is the mask of the result, -(r >> bits).
/// Elements: masks size(c), derived size(c). [after ABY3, section 5.1]
[[nodiscard]] Request fused_product_material(const BilinearMapPtr& map, const Ring& ring,
                                             const Shape& x, const Shape& y, int bits);

}  // namespace fathom
