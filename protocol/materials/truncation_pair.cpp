#include "protocol/materials/truncation_pair.hpp"

namespace fathom {

Request truncation_pair(const Ring& ring, const Shape& shape, int bits) {
  Request request;
  request.type = MaterialType::truncation_pair;
  request.ring = &ring;
  request.masks = {shape};
  request.derived = {shape};
  request.relation = [bits](const Local& local, const std::vector<Tensor>& masks) {
    return std::vector<Tensor>{local.negate(local.floor_shift(masks.back(), bits))};
  };
  request.relation_work = work_of::elements(2 * shape.size());
  return request;
}

Request msb_truncation_pair(const Ring& ring, const Shape& shape, int bits) {
  Request request;
  request.type = MaterialType::msb_pair;
  request.ring = &ring;
  request.masks = {shape};
  request.derived = {shape, shape};
  const int top = ring.bits - 1;
  request.relation = [bits, top](const Local& local, const std::vector<Tensor>& masks) {
    const Tensor& r = masks.back();
    const Tensor low = local.logical_shift(local.low_bits(r, top), bits);
    return std::vector<Tensor>{local.negate(low), local.bit(r, top)};
  };
  request.relation_work = work_of::elements(4 * shape.size());
  return request;
}

}  // namespace fathom
