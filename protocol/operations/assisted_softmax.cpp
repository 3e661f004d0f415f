#include "protocol/operations/assisted_softmax.hpp"

#include <utility>

#include "protocol/operations/receive_tensor.hpp"
#include "protocol/operations/softmax.hpp"
#include "protocol/permutations.hpp"

namespace fathom {
namespace {

constexpr std::uint8_t kOrders = 0;    ///< the part of the stream S0-S1
constexpr std::uint8_t kFreshKey = 0;  ///< of the likelihood server's own stream
constexpr std::uint8_t kShare = 0;     ///< of the fresh key's stream

}  // namespace

std::vector<Exchange> AssistedSoftmax::exchanges() const {
  const auto n = static_cast<std::int64_t>(shape_.size());
  return {{MessageKind::reveal, {n, n}, &ring_, Way::to_likelihood},
          {MessageKind::key, {1, 0}, &ring_, Way::from_likelihood},
          {MessageKind::input, {0, n}, &ring_, Way::from_likelihood}};
}

// Draw the orders, move, move back; server 0 expands its share.
Work AssistedSoftmax::work(int server) const {
  const Work moved = Permutations::drawing_work(shape_) + moving_work() + moving_work();
  return server == 0 ? moved + work_of::generator(ring_, shape_.size()) : moved;
}

// Add, softmax (3n), draw a key and what it expands to, subtract.
Work AssistedSoftmax::assist_work() const {
  return work_of::elements(5 * shape_.size()) + work_of::generator(ring_, shape_.size()) +
         Work{0, 0, static_cast<std::int64_t>(sizeof(Key)), 0};
}

Task<Values> AssistedSoftmax::run(Party& me, RunContext context, Values inputs) const {
  Strand& strand = co_await this_strand();
  me.charge(strand, ring_, Permutations::drawing_work(shape_));
  const Permutations orders =
      Permutations::drawn(me.generator(peer_of(me.id())), shape_, context.tag, kOrders);
  me.charge(strand, ring_, moving_work());
  std::vector<Tensor> share{orders.permuted(inputs[0].share)};
  me.send(strand, kLikelihood, MessageKind::reveal, context.tag, std::move(share));
  const Tensor permuted = co_await returned(me, context.tag);
  me.charge(strand, ring_, moving_work());
  co_return Values{orders.restored(permuted)};
}

Task<Tensor> AssistedSoftmax::returned(Party& me, Tag tag) const {
  Strand& strand = co_await this_strand();
  if (me.id() == kServer0) {
    const auto parts = co_await me.receive(kLikelihood, tag, Expected{MessageKind::key});
    const Generator fresh(*parts.front()->key);
    co_return Local(strand, me).uniform(fresh, ring_, shape_, tag, kShare);
  }
  const auto n = static_cast<std::int64_t>(shape_.size());
  const Expected expected{MessageKind::input, ring_.id, n};
  const auto parts = co_await me.receive(kLikelihood, tag, expected);
  const std::vector<Shape> shapes{shape_};
  co_return unpack(ring_, parts, shapes)[0];
}

Task<Done> AssistedSoftmax::assist(Party& me, RunContext context) const {
  Strand& strand = co_await this_strand();
  const Local local(strand, me);
  const auto n = static_cast<std::int64_t>(shape_.size());
  const Expected expected{MessageKind::reveal, ring_.id, n};
  const std::vector<Shape> shapes{shape_};
  std::vector<Tensor> shares;
  for (const PartyId server : {kServer0, kServer1}) {
    const auto parts = co_await me.receive(server, context.tag, expected);
    shares.push_back(unpack(ring_, parts, shapes)[0]);
  }
  const Tensor p = softmax(local, local.add(shares[0], shares[1]), bits_);
  Key key;
  me.charge(strand, ring_, Work{0, 0, static_cast<std::int64_t>(key.size()), 0});
  me.generator(me.id()).fill(context.tag, kFreshKey, 0, 0, key);
  const Tensor share0 = local.uniform(Generator(key), ring_, shape_, context.tag, kShare);
  std::vector<Tensor> share1{local.subtract(p, share0)};
  me.send_key(strand, kServer0, context.tag, key);
  me.send(strand, kServer1, MessageKind::input, context.tag, std::move(share1));
  co_return Done{};
}

}  // namespace fathom
