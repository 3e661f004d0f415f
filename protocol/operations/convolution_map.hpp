#pragma once

#include "protocol/operations/bilinear_map.hpp"
#include "protocol/windows.hpp"

namespace fathom {

/// Convolution and its two gradients as bilinear maps, by expanding the images into one row a
/// window:
///   y  = x * w     x: (B, H, W, Ci)     w: (kh, kw, Ci, Co)     y: (B, H', W', Co)
///   dw = x * dy,   dx = dy * w
/// Each takes B H' W' kh kw Ci Co multiply-adds. In a convolution triple the masks have the shapes
/// of the two operands, before expansion. [seed, "Convolutions"]
[[nodiscard]] BilinearMapPtr convolution_map(const Windows& windows);
[[nodiscard]] BilinearMapPtr convolution_weights_gradient_map(const Windows& windows);
[[nodiscard]] BilinearMapPtr convolution_input_gradient_map(const Windows& windows);

}  // namespace fathom
