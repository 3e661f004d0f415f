#include "protocol/operations/reveal.hpp"

#include "protocol/operations/receive_tensor.hpp"
#include "protocol/operations/softmax.hpp"

namespace fathom {
namespace {

// Decode, exponentiate, encode, subtract: four operations an element where the scores are known.
Tensor softmax_gradient(const Local& local, const Tensor& scores, const Tensor& labels, int bits) {
  if (!local.adds_constants()) return local.negate(labels);
  return local.subtract(softmax(local, scores, bits), labels);
}

}  // namespace

std::vector<Tensor> RevealOperation::in_the_clear(const Local& /*local*/,
                                                  const std::vector<Tensor>& inputs) const {
  return {inputs[0]};
}

bool RevealOperation::learns(PartyId server) const {
  return to_ == Likelihoods::both || server == kServer0;
}

std::vector<PartyId> RevealOperation::audience() const {
  if (to_ == Likelihoods::both) return {kServer0, kServer1};
  return {kServer0};
}

std::vector<Exchange> RevealOperation::exchanges() const {
  const auto n = static_cast<std::int64_t>(shape_.size());
  return {Exchange{MessageKind::reveal, {learns(kServer1) ? n : 0, n}, &ring_}};
}

Work RevealOperation::work(int server) const {
  return work_of::elements(learns(PartyId::server(server)) ? shape_.size() : 0);
}

Task<Values> RevealOperation::run(Party& me, RunContext context, Values inputs) const {
  Strand& strand = co_await this_strand();
  const PartyId peer = peer_of(me.id());
  const Tensor mine = inputs[0].share;
  if (learns(peer)) {
    std::vector<Tensor> share{mine};
    me.send(strand, peer, MessageKind::reveal, context.tag, std::move(share));
  }
  if (!learns(me.id())) co_return Values(1);
  const Tensor theirs = co_await receive_tensor(me, peer, MessageKind::reveal, context.tag, mine);
  co_return Values{Local(strand, me).add(mine, theirs)};
}

LocalOperationPtr softmax_gradient_operation(const Shape& scores, int fractional_bits) {
  const std::array<Work, 2> work{work_of::elements(4 * scores.size()),
                                 work_of::elements(scores.size())};
  return std::make_shared<LocalOperation>(
      Operation::softmax, scores, work,
      [fractional_bits](const Local& local, const std::vector<Tensor>& in) {
        return softmax_gradient(local, in[0], in[1], fractional_bits);
      });
}

}  // namespace fathom
