#pragma once

#include "protocol/local.hpp"

namespace fathom {

/// softmax of each row of known values with `bits` fractional bits, at the same scale: decode,
/// exponentiate, encode, so 3n element operations. Each row's maximum is taken off first.
[[nodiscard]] Tensor softmax(const Local& local, const Tensor& scores, int bits);

}  // namespace fathom
