#include "protocol/materials/masks.hpp"

#include <utility>

namespace fathom {

Request masks(const Ring& ring, std::vector<Shape> shapes) {
  Request request;
  request.type = MaterialType::mask;
  request.ring = &ring;
  request.masks = std::move(shapes);
  return request;
}

}  // namespace fathom
