#pragma once

#include <array>
#include <map>
#include <string>

#include "protocol/tensor.hpp"

namespace fathom {

/// What one server keeps of a private value from one job to another: its share. In the clear the
/// value itself.
struct StoredShare {
  int fractional_bits = 0;
  Tensor share;
};

/// By the value's name.
using StoredShares = std::map<std::string, StoredShare>;

/// The values behind both servers' shares, for a reading in the clear over `arithmetic`: their ring
/// or the reals. Whoever holds both sees everything. The two have the same names, shapes and ring.
[[nodiscard]] StoredShares opened(const std::array<StoredShares, 2>& shares,
                                  const Ring& arithmetic);

}  // namespace fathom
