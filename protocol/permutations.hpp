#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "metrics/work.hpp"
#include "protocol/generator.hpp"

namespace fathom {

/// One permutation for each row of a matrix: row r of `permuted(x)` is x[r, o_0], x[r, o_1], ... in
/// the order o of that row, and `restored` is the inverse. A tensor of rank above 2 counts as the
/// matrix (rows, row_size).
class Permutations {
 public:
  /// Uniform orders, one draw from each row's own stream at (tag, part, row), so that rejection in
  /// one row does not move the others.
  static Permutations drawn(const Generator& generator, const Shape& shape, Tag tag,
                            std::uint8_t part);
  /// The generator bytes of that: 8 for each draw, rejections not counted.
  static Work drawing_work(const Shape& shape);

  /// The same as ring elements: the place o_j at (r, j). n elements. Reading throws ProtocolError
  /// when a row is not a permutation.
  [[nodiscard]] Tensor written(const Ring& ring) const;
  static Permutations read(const Tensor& orders);

  [[nodiscard]] Tensor permuted(const Tensor& x) const;
  [[nodiscard]] Tensor restored(const Tensor& x) const;

  /// The order of a row.
  [[nodiscard]] std::span<const std::uint32_t> operator[](std::size_t row) const;

 private:
  explicit Permutations(const Shape& shape);
  std::span<std::uint32_t> row(std::size_t row);

  Shape shape_;
  std::vector<std::uint32_t> orders_;
};

}  // namespace fathom
