#pragma once

#include <cstddef>

#include "protocol/tensor.hpp"

namespace fathom {

/// The windows that a kernel of (height, width) sees as it moves over images (batch, height, width,
/// channels) with a stride, with or without a border of zeros.
struct Windows {
  Shape images;  ///< (batch, height, width, channels)
  std::size_t kernel_height = 0, kernel_width = 0;
  std::size_t stride = 1;
  std::size_t pad_top = 0, pad_left = 0;
  std::size_t out_height = 0, out_width = 0;

  /// "same": outputs ceil(size / stride), zeros spread evenly, the odd one below and right (as
  /// Keras); "valid": only windows that lie inside.
  [[nodiscard]] static Windows same(const Shape& images, std::size_t height, std::size_t width,
                                    std::size_t stride);
  [[nodiscard]] static Windows valid(const Shape& images, std::size_t height, std::size_t width,
                                     std::size_t stride);

  [[nodiscard]] std::size_t count() const;        ///< batch * out_height * out_width
  [[nodiscard]] std::size_t window_size() const;  ///< kernel_height * kernel_width * channels
};

/// One row a window: (count, window_size), zeros where it lies over the border. [seed,
/// "Convolutions"]
[[nodiscard]] Tensor expand(const Tensor& images, const Windows& windows);

/// The transposed map: adds each row's elements to where they came from.
[[nodiscard]] Tensor fold(const Tensor& rows, const Windows& windows);

/// Sum of each window, channel by channel: (batch, out_height, out_width, channels), and its
/// transposed map, for windows without a border that do not overlap.
[[nodiscard]] Tensor sum_windows(const Tensor& images, const Windows& windows);
[[nodiscard]] Tensor spread_windows(const Tensor& sums, const Windows& windows);

}  // namespace fathom
