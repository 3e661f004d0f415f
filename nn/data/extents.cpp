#include "nn/data/extents.hpp"

#include "nn/data/file.hpp"

namespace fathom {

namespace {

Shape shape_of(std::span<const std::uint64_t> extents) {
  switch (extents.size()) {
    case 0:
      return {};
    case 1:
      return {extents[0]};
    case 2:
      return {extents[0], extents[1]};
    case 3:
      return {extents[0], extents[1], extents[2]};
    default:
      return {extents[0], extents[1], extents[2], extents[3]};
  }
}

/// Whether element bytes times all non-zero extents stays within 63 bits. Zero extents are left out
/// so that the products of part of a shape, such as the size of a row, cannot overflow either.
bool is_addressable(std::span<const std::uint64_t> extents, Bytes element) {
  std::int64_t product = element.count();
  for (const std::uint64_t extent : extents) {
    if (extent > 0 && __builtin_mul_overflow(product, extent, &product)) return false;
  }
  return true;
}

}  // namespace

Shape shape_that_fits(std::span<const std::uint64_t> extents, Bytes element, Bytes payload,
                      const std::string& subject) {
  if (extents.size() > Shape::kMaxRank) {
    refuse(subject,
           "has " + std::to_string(extents.size()) + " dimensions; at most four are known here");
  }
  const Shape shape = shape_of(extents);
  if (!is_addressable(extents, element)) {
    refuse(subject, "announces the impossible shape " + shape.to_string() +
                        ": the file is damaged or of another kind");
  }
  const Bytes needed = element * static_cast<std::int64_t>(shape.size());
  const std::string announced = "its header announces the shape " + shape.to_string() + ", " +
                                std::to_string(needed.count()) + " bytes of data, but " +
                                std::to_string(payload.count()) + " follow";
  if (payload < needed) refuse(subject, "is truncated: " + announced);
  if (payload > needed) refuse(subject, "has trailing bytes: " + announced);
  return shape;
}

}  // namespace fathom
