#pragma once

#include <string>

#include "protocol/shape.hpp"

namespace fathom {

/// (B, H, W, C) to (B, H / p, W / p, C), p = `pool_size`, rows and columns that fill no square left
/// out. Throws UserError, naming the layer, when the images have not one square.
[[nodiscard]] Shape pooled_shape(const std::string& layer, const Shape& images,
                                 std::size_t pool_size);

}  // namespace fathom
