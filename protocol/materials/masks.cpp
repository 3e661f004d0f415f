#include "protocol/materials/masks.hpp"

#include <utility>

namespace fathom {

Request masks(const Ring& ring, std::vector<Shape> shapes, std::vector<std::vector<Tag>> rows) {
  Request request;
  request.type = MaterialType::mask;
  request.ring = &ring;
  request.masks = std::move(shapes);
  request.mask_rows = std::move(rows);
  return request;
}

}  // namespace fathom
