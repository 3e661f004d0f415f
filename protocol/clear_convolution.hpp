#pragma once

#include "protocol/windows.hpp"

namespace fathom {

/// Convolution and its gradients over reals(), image by image: the expanded rows of one image fit
/// into a core's cache, where those of a batch (58 MB for 32 images of the seed's second
/// convolution) would go through memory twice. Each image is one piece of work, and the images' dw
/// are added in order, so results do not depend on the number of threads.
///   x: (B, H, W, Ci)    w: (kh, kw, Ci, Co)    y, dy: (B, H', W', Co)
[[nodiscard]] Tensor convolve_reals(const Tensor& x, const Tensor& w, const Windows& windows);
[[nodiscard]] Tensor weights_gradient_of_reals(const Tensor& x, const Tensor& dy,
                                               const Windows& windows);
[[nodiscard]] Tensor input_gradient_of_reals(const Tensor& dy, const Tensor& w,
                                             const Windows& windows);

}  // namespace fathom
