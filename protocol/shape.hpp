#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>

namespace fathom {

/// The extents of a tensor, outermost first, row-major in memory; at most four. A scalar has rank 0
/// and size 1; a tensor with a zero extent has size 0.
class Shape {
 public:
  static constexpr std::size_t kMaxRank = 4;

  Shape() = default;
  Shape(std::initializer_list<std::size_t> extents);

  [[nodiscard]] std::size_t rank() const { return rank_; }
  [[nodiscard]] std::size_t size() const;  ///< number of elements
  [[nodiscard]] std::size_t operator[](std::size_t axis) const;
  [[nodiscard]] std::size_t rows() const { return (*this)[0]; }  ///< first extent
  [[nodiscard]] std::size_t row_size() const;  ///< elements per step along the first axis
  [[nodiscard]] Shape with_rows(std::size_t rows) const;  ///< the same with another first extent
  [[nodiscard]] std::string to_string() const;            ///< for example "(32, 128)"

  bool operator==(const Shape&) const = default;

 private:
  std::array<std::size_t, kMaxRank> extents_{};
  std::uint8_t rank_ = 0;
};

}  // namespace fathom
