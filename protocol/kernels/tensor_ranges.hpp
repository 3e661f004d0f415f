#pragma once

#include <cstddef>

#include "protocol/tensor.hpp"

namespace fathom {

/// Where element `index` of a tensor lies; for those who hand ranges of tensors to kernels.
[[nodiscard]] inline const std::byte* at(const Tensor& tensor, std::size_t index) {
  return static_cast<const std::byte*>(tensor.data()) + index * tensor.ring().element_bytes;
}

[[nodiscard]] inline std::byte* at(Tensor& tensor, std::size_t index) {
  return static_cast<std::byte*>(tensor.data()) + index * tensor.ring().element_bytes;
}

/// Elements in one piece of element-wise work: long enough to repay waking a thread, short enough
/// that the streams of a piece stay in the second-level cache.
constexpr std::size_t kElementGrain = 1U << 14U;

/// Rows in one piece of work that goes over rows of `row_size` elements.
[[nodiscard]] constexpr std::size_t row_grain(std::size_t row_size) {
  return row_size >= kElementGrain ? 1 : kElementGrain / (row_size == 0 ? 1 : row_size);
}

}  // namespace fathom
