#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "nn/data/array.hpp"
#include "protocol/inputs.hpp"

namespace fathom {

/// The first `rows` rows of an array, each value times `scale`, as rows of shape `sample` (batch
/// 1). The array is shared, not copied.
template <class T>
class ArrayRows final : public RowSource {
 public:
  ArrayRows(std::shared_ptr<const HostArray<T>> array, Shape sample, std::size_t rows,
            double scale = 1.0)
      : array_(std::move(array)), shape_(sample.with_rows(rows)), scale_(scale) {}

  [[nodiscard]] Shape shape() const override { return shape_; }
  void read(std::size_t first, std::size_t count, double* out) const override {
    const std::size_t size = shape_.row_size();
    const T* from = array_->values.data() + first * size;
    for (std::size_t i = 0; i < count * size; ++i) out[i] = scale_ * static_cast<double>(from[i]);
  }

 private:
  std::shared_ptr<const HostArray<T>> array_;
  Shape shape_;
  double scale_;
};

/// Labels as one-hot rows (rows, classes).
class OneHotRows final : public RowSource {
 public:
  OneHotRows(std::shared_ptr<const std::vector<std::uint8_t>> labels, std::size_t rows,
             std::size_t classes)
      : labels_(std::move(labels)), shape_{rows, classes} {}

  [[nodiscard]] Shape shape() const override { return shape_; }
  void read(std::size_t first, std::size_t count, double* out) const override {
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t k = 0; k < shape_[1]; ++k) {
        out[i * shape_[1] + k] = (*labels_)[first + i] == k ? 1.0 : 0.0;
      }
    }
  }

 private:
  std::shared_ptr<const std::vector<std::uint8_t>> labels_;
  Shape shape_;
};

}  // namespace fathom
