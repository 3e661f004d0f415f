#include "protocol/materials/triple.hpp"

namespace fathom {

Request beaver_triple(const BilinearMapPtr& map, const Ring& ring, const Shape& x, const Shape& y) {
  Request request;
  request.type = map->material();
  request.ring = &ring;
  request.masks = {x, y};
  request.derived = {map->result(x, y)};
  request.relation = [map](const Local& local, const std::vector<Tensor>& masks) {
    return std::vector<Tensor>{map->apply(local, masks[0], masks[1])};
  };
  request.relation_work = map->work(ring, x, y);
  return request;
}

}  // namespace fathom
