#include "protocol/materials/square_pair.hpp"

namespace fathom {

Request square_pair(const Ring& ring, const Shape& x) {
  Request request;
  request.type = MaterialType::square;
  request.ring = &ring;
  request.masks = {x};
  request.derived = {x};
  request.relation = [](const Local& local, const std::vector<Tensor>& masks) {
    return std::vector<Tensor>{local.multiply(masks[0], masks[0])};
  };
  request.relation_work = work_of::elements(x.size());
  return request;
}

}  // namespace fathom
