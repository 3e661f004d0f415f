#pragma once

#include <map>
#include <string>
#include <vector>

#include "protocol/shape.hpp"

namespace fathom {

/// A value as its receiver reads it.
struct Output {
  Shape shape;
  std::vector<double> values;
};

/// Whether two are the same, bit for bit: NaN is itself, and 0 is not -0.
[[nodiscard]] bool same_bits(const Output& a, const Output& b);

/// What a program gave out, by name, in the order in which it was given.
using Outputs = std::map<std::string, std::vector<Output>>;

}  // namespace fathom
