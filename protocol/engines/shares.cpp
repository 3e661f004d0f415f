#include "protocol/engines/shares.hpp"

#include <cmath>
#include <utility>

#include "protocol/input_sharing.hpp"
#include "protocol/input_sums.hpp"

namespace fathom {

Tag producer_key_tag(PartyId server) { return named_tag("producer key", server.value()); }
Tag servers_key_tag() { return named_tag("servers' key"); }

Shares::Shares(const Settings& settings, Party& me, Audit* audit)
    : Engine(settings), me_(me), audit_(audit) {
  me_.set_packed(settings.packed);
}

Task<Done> Shares::begin(Key servers_key) {
  const LabelScope scope(co_await this_strand(), Phase::setup, Operation::key);
  if (settings().likelihoods == Likelihoods::server) {
    const Key key = co_await do_agree(servers_key_tag(), servers_key);
    me_.set_key(peer_of(me_.id()), key);
  }
  if (settings().material == Delivery::seeded) {
    const auto parts =
        co_await me_.receive(kProducer, producer_key_tag(me_.id()), Expected{MessageKind::key});
    me_.set_key(kProducer, *parts.front()->key);
  }
  co_return Done{};
}

Task<Key> Shares::do_agree(Tag tag, Key seed) {
  if (me_.id() == kServer0) {
    me_.send_key(co_await this_strand(), kServer1, tag, seed);
    co_return seed;
  }
  const auto parts = co_await me_.receive(kServer0, tag, Expected{MessageKind::key});
  co_return *parts.front()->key;
}

Task<Values> Shares::perform(Performance performance) {
  Strand& strand = co_await this_strand();
  me_.enter(strand, performance.tag);
  const RunContext context{settings(), performance.tag};
  const OperationPtr operation = performance.operation;
  std::vector<Tensor> before;
  if (audit_ != nullptr && operation->truncates()) {
    for (const Value& input : performance.inputs) before.push_back(input.share);
  }
  if (const auto bound = operation->hides_within(); bound && audit_ != nullptr) {
    const Limit limit{Bound::statistical_mask, *bound, std::nextafter(1.0, 0.0)};
    audit_->add_bounded(server_index(), performance.tag, strand.label, limit,
                        performance.inputs[0].share);
  }
  Values results = co_await operation->run(me_, context, std::move(performance.inputs));
  for (std::size_t i = 0; i < results.size(); ++i) {
    const int drop = performance.scales[i].drop;
    if (drop == 0) continue;
    if (!operation->truncates()) {
      const Tag tag = i == 0 ? performance.tag : Tag{mix(performance.tag.value, i)};
      results[i].share = truncated(strand, tag, results[i].share, drop);
    } else if (audit_ != nullptr) {
      audit_->add(server_index(), performance.tag, strand.label, operation, before,
                  results[i].share);
    }
  }
  me_.leave(strand, performance.tag);
  co_return results;
}

Tensor Shares::truncate(const Strand& strand, const Tensor& value, int drop) const {
  return Local(strand, me_).truncate_share(value, drop);
}

Tensor Shares::truncated(const Strand& strand, Tag tag, const Tensor& value, int drop) {
  Tensor result = truncate(strand, value, drop);
  if (audit_ != nullptr) {
    audit_->add(server_index(), tag, strand.label, drop, value, result);
  }
  return result;
}

Task<Done> Shares::do_take_inputs(InputPlan plan) {
  return fathom::take_inputs(me_, std::move(plan), settings(), inputs_);
}

Task<Done> Shares::do_take_blocks(InputSource stream, std::vector<InputBlock> blocks) {
  return take_blocks(me_, std::move(stream), std::move(blocks), settings(), inputs_);
}

Task<Tensor> Shares::do_sum_inputs(InputPlan plan) {
  return fathom::sum_inputs(me_, std::move(plan), settings());
}

Task<Value> Shares::do_input(std::string source, std::vector<std::uint32_t> rows) {
  const Local local(co_await this_strand(), me_);
  co_return read_rows(local, me_, plan().source(source), rows, settings(), inputs_);
}

Tensor Shares::do_constant(const Shape& shape, const std::vector<double>& values) {
  if (me_.id() != kServer0) return zeros(*settings().ring, shape);
  return Tensor::encode(*settings().ring, shape, values.data(), fractional_bits(),
                        std::ldexp(1.0, settings().integral_bits));
}

Task<Done> Shares::do_output(Shape /*shape*/, int /*fractional_bits*/, Tensor data,
                             std::string /*name*/, Tag tag) {
  Strand& strand = co_await this_strand();
  std::vector<Tensor> share{std::move(data)};
  me_.send(strand, kReceiver, MessageKind::output, tag, std::move(share));
  co_return Done{};
}

void Shares::on_reveal(const Strand& strand, const std::vector<PartyId>& audience,
                       const Shape& shape, const std::string& value) {
  for (const PartyId party : audience) {
    if (party != me_.id()) continue;
    me_.recorder().ledger().add_reveal(strand.label, value,
                                       Elements{static_cast<std::int64_t>(shape.size())}, party);
  }
}

void Shares::on_interval(const Strand& strand, const Secret& x, const Tensor& data,
                         double half_width) {
  if (audit_ == nullptr) return;
  const Limit limit{Bound::interval, x.fractional_bits(), half_width};
  audit_->add_bounded(server_index(), x.id(), strand.label, limit, data);
}

Task<Done> Shares::do_keep(std::string name, std::size_t first_row, Tensor x) {
  kept_.put(name, first_row, std::move(x));
  co_return Done{};
}

Task<Tensor> Shares::do_read_kept(std::string name, std::vector<std::uint32_t> rows) {
  const Local local(co_await this_strand(), me_);
  Tensor x = kept_.gather(name, rows);
  local.memory_bytes(x.ring(), x.bytes());
  co_return x;
}

Tensor Shares::zeros(const Ring& ring, const Shape& shape) { return Tensor::zeros(ring, shape); }

}  // namespace fathom
