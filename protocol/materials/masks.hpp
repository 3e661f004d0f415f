#pragma once

#include "protocol/materials/request.hpp"

namespace fathom {

/// Masks for reuse: uniform tensors of these shapes, in any number of later products.
/// `rows` names the masks of rows of inputs, drawn row by row. Elements: masks the sum of the
/// sizes, derived none, so seeded delivery sends nothing at all. [seed, "Generalised triples"]
[[nodiscard]] Request masks(const Ring& ring, std::vector<Shape> shapes,
                            std::vector<std::vector<Tag>> rows = {});

}  // namespace fathom
