#include "protocol/operations/receive_tensor.hpp"

#include <vector>

namespace fathom {

Task<Tensor> receive_tensor(Party& me, PartyId from, MessageKind kind, Tag tag, const Ring& ring,
                            Shape shape) {
  const Expected expected{kind, ring.id, static_cast<std::int64_t>(shape.size())};
  const auto parts = co_await me.receive(from, tag, expected);
  const std::vector<Shape> shapes{shape};
  co_return unpack(ring, parts, shapes)[0];
}

}  // namespace fathom
