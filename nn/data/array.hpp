#pragma once

#include <vector>

#include "protocol/shape.hpp"

namespace fathom {

/// Plain numbers in host memory with a shape, row-major: what files hold before anything is encoded
/// or shared. Whoever fills one keeps `values.size() == shape.size()`; a scalar has an empty shape
/// and one value.
template <class T>
struct HostArray {
  Shape shape;
  std::vector<T> values;

  bool operator==(const HostArray&) const = default;
};

}  // namespace fathom
