#pragma once

#include <utility>
#include <vector>

#include "protocol/tensor.hpp"

namespace fathom {

/// What one party holds behind a handle to a value x. At a server: its additive share and, once x
/// has been masked, the opening alpha = x - a (which both servers hold) and its share of the mask
/// a. At the crypto producer: the mask alone. In the clear: the value, as its only share. On paper
/// and at the output receiver: nothing.
struct Value {
  Value() = default;
  Value(Tensor of_share) : share(std::move(of_share)) {}  // NOLINT: a share alone is a value
  Value(Tensor of_share, Tensor of_opening, Tensor of_mask)
      : share(std::move(of_share)), opening(std::move(of_opening)), mask(std::move(of_mask)) {}

  Tensor share;
  Tensor opening;
  Tensor mask;
};

using Values = std::vector<Value>;

}  // namespace fathom
