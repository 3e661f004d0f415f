#pragma once

#include "protocol/tensor_math.hpp"
#include "protocol/windows.hpp"

namespace fathom {

/// Convolution and its gradients, image by image: the expanded rows of one image fit into a core's
/// cache, where those of a batch (58 MB of doubles for 32 images of the seed's second convolution)
/// would go through memory twice. Each image is one piece of work, a lone image is shared out by
/// its rows, and the images' dw are added in order, so results do not depend on the number of
/// threads.
///   x: (B, H, W, Ci)    w: (kh, kw, Ci, Co)    y, dy: (B, H', W', Co), all of one ring
[[nodiscard]] Tensor convolve(const Tensor& x, const Tensor& w, const Windows& windows);
[[nodiscard]] Tensor convolution_weights_gradient(const Tensor& x, const Tensor& dy,
                                                  const Windows& windows);
[[nodiscard]] Tensor convolution_input_gradient(const Tensor& dy, const Tensor& w,
                                                const Windows& windows);

/// sum plus the convolutions, or the input gradients, of two pairs (x, w) or (dy, w): as exact as
/// rings are, without a temporary for each.
[[nodiscard]] Tensor add_convolutions(const Tensor& sum, const Factors& first,
                                      const Factors& second, const Windows& windows);
[[nodiscard]] Tensor add_input_gradients(const Tensor& sum, const Factors& first,
                                         const Factors& second, const Windows& windows);

}  // namespace fathom
