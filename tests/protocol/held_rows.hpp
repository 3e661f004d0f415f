#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "protocol/inputs.hpp"

namespace fathom::test {

/// Rows held in memory.
class HeldRows final : public RowSource {
 public:
  HeldRows(Shape shape, std::vector<double> values) : shape_(shape), values_(std::move(values)) {}
  [[nodiscard]] Shape shape() const override { return shape_; }
  void read(std::size_t first, std::size_t count, double* out) const override {
    std::copy_n(values_.begin() + static_cast<std::ptrdiff_t>(first * shape_.row_size()),
                count * shape_.row_size(), out);
  }

 private:
  Shape shape_;
  std::vector<double> values_;
};

}  // namespace fathom::test
