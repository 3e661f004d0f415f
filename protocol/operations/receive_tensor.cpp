#include "protocol/operations/receive_tensor.hpp"

#include <vector>

namespace fathom {

Task<Tensor> receive_tensor(Party& me, PartyId from, MessageKind kind, Tag tag, Tensor like) {
  const Expected expected{kind, like.ring().id, like.elements().count()};
  const auto parts = co_await me.receive(from, tag, expected);
  const std::vector<Shape> shapes{like.shape()};
  co_return unpack(like.ring(), parts, shapes)[0];
}

}  // namespace fathom
