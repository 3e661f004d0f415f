#include "protocol/materials/masked_product.hpp"

namespace fathom {

Request masked_product_material(const BilinearMapPtr& map, const Ring& ring, const Shape& x,
                                const Shape& y) {
  Request request;
  request.type = map->material();
  request.ring = &ring;
  request.derived = {map->result(x, y)};
  request.relation = [map](const Local& local, const std::vector<Tensor>& masks) {
    return std::vector<Tensor>{map->apply(local, masks[0], masks[1])};
  };
  request.relation_work = map->work(ring, x, y);
  return request;
}

Request fused_product_material(const BilinearMapPtr& map, const Ring& ring, const Shape& x,
                               const Shape& y, int bits) {
  const Shape result = map->result(x, y);
  Request request;
  request.type = map->material();
  request.ring = &ring;
  request.masks = {result};
  request.derived = {result};
  request.relation = [map, bits](const Local& local, const std::vector<Tensor>& masks) {
    const Tensor r = local.subtract(masks[2], map->apply(local, masks[0], masks[1]));
    return std::vector<Tensor>{local.negate(local.floor_shift(r, bits))};
  };
  request.relation_work = map->work(ring, x, y) + work_of::elements(3 * result.size());
  return request;
}

}  // namespace fathom
