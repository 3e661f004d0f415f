#include "protocol/operations/permuted_softmax.hpp"

#include <utility>

#include "protocol/operations/receive_tensor.hpp"
#include "protocol/operations/softmax.hpp"

namespace fathom {
namespace {

/// The name of server 0's second message.
Tag way_back(Tag tag) { return Tag{mix(tag.value, 1)}; }

}  // namespace

std::vector<Exchange> PermutedSoftmax::exchanges() const {
  const auto n = static_cast<std::int64_t>(shape_.size());
  return {{MessageKind::opening, {n, 0}, &ring_},
          {MessageKind::reveal, {0, n}, &ring_},
          {MessageKind::opening, {n, 0}, &ring_}};
}

// Server 0: subtract a, add b, softmax (3n), subtract a'. Server 1: add its share and `there`,
// move; move back, add `back`.
Work PermutedSoftmax::work(int server) const {
  if (server == 0) return work_of::elements(6 * shape_.size());
  return work_of::elements(3 * shape_.size()) + moving_work() + moving_work();
}

Task<Values> PermutedSoftmax::run(Party& me, RunContext context, Values inputs) const {
  PermutationShare mine = co_await take_permutation(me, *request(), context.tag, context.settings);
  const Tensor z = inputs[0].share;
  Values result(1);
  if (me.id() == kServer0) {
    result[0].share = co_await at_server0(me, context.tag, std::move(mine), z);
  } else {
    result[0].share = co_await at_server1(me, context.tag, std::move(mine), z);
  }
  co_return result;
}

Task<Tensor> PermutedSoftmax::at_server0(Party& me, Tag tag, PermutationShare mine,
                                         Tensor z) const {
  Strand& strand = co_await this_strand();
  const Local local(strand, me);
  std::vector<Tensor> masked{local.subtract(z, mine.a)};
  me.send(strand, kServer1, MessageKind::opening, tag, std::move(masked));
  const Tensor there = co_await receive_tensor(me, kServer1, MessageKind::reveal, tag, z);
  const Tensor p = softmax(local, local.add(there, mine.b), bits_);
  std::vector<Tensor> returned{local.subtract(p, mine.a_back)};
  me.send(strand, kServer1, MessageKind::opening, way_back(tag), std::move(returned));
  co_return mine.b_back;
}

Task<Tensor> PermutedSoftmax::at_server1(Party& me, Tag tag, PermutationShare mine,
                                         Tensor z) const {
  Strand& strand = co_await this_strand();
  const Local local(strand, me);
  const Tensor masked = co_await receive_tensor(me, kServer0, MessageKind::opening, tag, z);
  const Tensor sum = local.add(masked, z);
  me.charge(strand, ring_, moving_work());
  std::vector<Tensor> there{local.add(mine.orders->permuted(sum), mine.there)};
  me.send(strand, kServer0, MessageKind::reveal, tag, std::move(there));
  const Tensor p = co_await receive_tensor(me, kServer0, MessageKind::opening, way_back(tag), z);
  me.charge(strand, ring_, moving_work());
  co_return local.add(mine.orders->restored(p), mine.back);
}

}  // namespace fathom
