#include "protocol/operations/secure_operation.hpp"

namespace fathom {

std::vector<Tensor> SecureOperation::result_masks(const Local& /*local*/,
                                                  const std::vector<Tensor>& /*masks*/,
                                                  const ProducedMaterial& /*made*/) const {
  return {};
}

Task<Done> SecureOperation::assist(Party& /*me*/, RunContext /*context*/) const {
  co_return Done{};
}

Exchange opening_of(const Ring& ring, std::size_t elements) {
  const auto n = static_cast<std::int64_t>(elements);
  return {MessageKind::opening, {n, n}, &ring};
}

Task<std::vector<Tensor>> open(Party& me, Tag tag, std::vector<Tensor> shares) {
  Strand& strand = co_await this_strand();
  const Ring& ring = shares.front().ring();
  std::vector<Shape> shapes;
  std::int64_t elements = 0;
  for (const Tensor& share : shares) {
    shapes.push_back(share.shape());
    elements += static_cast<std::int64_t>(share.size());
  }
  me.send(strand, peer_of(me.id()), MessageKind::opening, tag, shares);
  const Expected expected{MessageKind::opening, ring.id, elements};
  const auto parts = co_await me.receive(peer_of(me.id()), tag, expected);
  const std::vector<Tensor> theirs = unpack(ring, parts, shapes);
  const Local local(strand, me);
  std::vector<Tensor> opened;
  for (std::size_t i = 0; i < shares.size(); ++i) opened.push_back(local.add(shares[i], theirs[i]));
  co_return opened;
}

}  // namespace fathom
