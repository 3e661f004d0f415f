#pragma once

#include "protocol/materials/request.hpp"
#include "protocol/operations/bilinear_map.hpp"

namespace fathom {

/// Beaver triple (a, b, c) with c = a * b under a bilinear map: a multiplication triple for the
/// element-wise product, a dot triple for the matrix product. One triple serves one product.
///
/// Elements: masks size(a) + size(b), derived size(c). For a dot triple mk + kn and mn; for a
/// multiplication triple 2n and n. [Beaver '91; seed, "Tensor operations" and "Dense layers"]
[[nodiscard]] Request beaver_triple(const BilinearMapPtr& map, const Ring& ring, const Shape& x,
                                    const Shape& y);

}  // namespace fathom
