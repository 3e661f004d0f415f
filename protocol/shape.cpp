#include "protocol/shape.hpp"

#include "metrics/errors.hpp"

namespace fathom {

Shape::Shape(std::initializer_list<std::size_t> extents) {
  ensure(extents.size() <= kMaxRank, "a shape has at most four extents");
  for (const std::size_t extent : extents) extents_[rank_++] = extent;
}

std::size_t Shape::size() const {
  std::size_t product = 1;
  for (std::size_t axis = 0; axis < rank_; ++axis) product *= extents_[axis];
  return product;
}

std::size_t Shape::operator[](std::size_t axis) const {
  ensure(axis < rank_, "a shape was asked for an axis that it does not have");
  return extents_[axis];
}

std::size_t Shape::row_size() const {
  std::size_t product = 1;
  for (std::size_t axis = 1; axis < rank_; ++axis) product *= extents_[axis];
  return product;
}

Shape Shape::with_rows(std::size_t rows) const {
  ensure(rank_ > 0, "a scalar has no rows");
  Shape other = *this;
  other.extents_[0] = rows;
  return other;
}

std::string Shape::to_string() const {
  std::string text = "(";
  for (std::size_t axis = 0; axis < rank_; ++axis) {
    if (axis > 0) text += ", ";
    text += std::to_string(extents_[axis]);
  }
  return text + ")";
}

}  // namespace fathom
