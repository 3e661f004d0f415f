#include "protocol/engines/producer.hpp"

#include "protocol/engines/shares.hpp"
#include "protocol/input_sums.hpp"

namespace fathom {

ProducerReading::ProducerReading(const Settings& settings, Party& me,
                                 const std::array<Key, 2>& keys)
    : Paper(settings), me_(me), keys_(keys) {
  me_.set_packed(settings.packed);
  me_.set_key(kServer0, keys_[0]);
  me_.set_key(kServer1, keys_[1]);
}

void ProducerReading::begin(Strand& strand) {
  if (settings().material != Delivery::seeded) return;
  const LabelScope scope(strand, Phase::setup, Operation::key);
  me_.send_key(strand, kServer0, producer_key_tag(kServer0), keys_[0]);
  me_.send_key(strand, kServer1, producer_key_tag(kServer1), keys_[1]);
}

Task<Done> ProducerReading::do_take_inputs(InputPlan plan) {
  if (settings().inputs == Delivery::masked) co_await masks_.take_keys(me_, std::move(plan));
  co_return Done{};
}

Task<Tensor> ProducerReading::do_sum_inputs(InputPlan plan) {
  if (settings().inputs == Delivery::masked) co_await drop_input_keys(me_, std::move(plan));
  co_return Tensor{};
}

Task<Value> ProducerReading::do_input(std::string source, std::vector<std::uint32_t> rows) {
  Value value;
  if (settings().inputs != Delivery::masked || !keeps_masks(settings())) co_return value;
  Strand& strand = co_await this_strand();
  const LabelScope scope(strand);
  strand.label = offline(strand.label, strand.label.operation);
  const Ring& ring = *settings().ring;
  value.mask = masks_.read_rows(Local(strand, me_), plan().source(source), rows, ring);
  co_return value;
}

Task<Values> ProducerReading::on_operation(Performance performance) {
  Strand& strand = co_await this_strand();
  const LabelScope scope(strand);
  strand.label = offline(strand.label, strand.label.operation);
  std::vector<Tensor> masks;
  const SecureOperation& operation = *performance.operation;
  if (operation.takes_masked()) {
    for (Value& input : performance.inputs) masks.push_back(std::move(input.mask));
  }
  ProducedMaterial made;
  if (auto request = operation.request()) {
    made = co_await make(*std::move(request), performance.tag, masks);
  }
  Values results(performance.scales.size());
  auto result_masks = operation.result_masks(Local(strand, me_), masks, made);
  for (std::size_t i = 0; i < result_masks.size(); ++i)
    results[i].mask = std::move(result_masks[i]);
  co_return results;
}

Task<Done> ProducerReading::hear(MessageKind kind, Piece piece) {
  for (const std::size_t which : {0U, 1U}) {
    if (!piece.receives[which]) continue;
    const PartyId server = PartyId::server(static_cast<int>(which));
    co_await me_.receive(server, piece.tag, Expected{kind});
  }
  co_return Done{};
}

// Streamed, it waits for the credits of the piece that lies one window back; on demand, for the
// requests; then it makes and sends the next.
Task<ProducedMaterial> ProducerReading::make(Request request, Tag tag, std::vector<Tensor> masks) {
  Strand& strand = co_await this_strand();
  const auto window = static_cast<std::size_t>(credit_window(settings()));
  const Piece piece{tag, delivery_cost(request, settings(), strand.label).receives};
  if (window > 0 && outstanding_.size() == window) {
    const Piece oldest = outstanding_.front();
    outstanding_.pop_front();
    co_await hear(MessageKind::credit, oldest);
  }
  if (settings().supply == Supply::on_demand) co_await hear(MessageKind::request, piece);
  ProducedMaterial made = produce(me_, strand, request, tag, settings(), masks);
  ++produced_;
  if (window > 0) outstanding_.push_back(piece);
  co_return made;
}

}  // namespace fathom
