#include "protocol/engines/prediction.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "protocol/input_sharing.hpp"
#include "protocol/input_sums.hpp"

namespace fathom {

Prediction::Prediction(const Settings& settings, bool per_step, Formula falsified,
                       Providers providers)
    : Paper(settings), ledger_(per_step, providers), falsified_(falsified) {}

std::int64_t Prediction::formula(Formula which, std::int64_t value) const {
  return which == falsified_ ? value + 1 : value;
}

// A payload over 64 MiB travels in parts, each with its own frame.
void Prediction::message(const Label& label, Link link, MessageKind kind, std::int64_t elements,
                         const Ring& ring) {
  const ElementWidth width = width_of(ring, settings().packed);
  std::int64_t rest = elements;
  for (std::int64_t part = part_count(elements, width); part > 0; --part) {
    const std::int64_t here = std::min(rest, part_elements(width));
    rest -= here;
    const Bytes payload = payload_bytes(kind, here, ring, settings().packed);
    const Bytes framed = standard_framing().message(kind, payload);
    ledger_.add_message(label, link, Elements{here}, payload,
                        Bytes{formula(Formula::framing, framed.count())});
  }
}

void Prediction::work(const Label& label, PartyId party, Formula which, Work work) {
  if (work == Work{}) return;
  work.element_operations = formula(which, work.element_operations);
  ledger_.add_work(label, party, work);
}

void Prediction::read(const std::function<Task<Done>(Engine&)>& program) {
  Strand strand = program_strand(hops_);
  begin(strand);
  Task<Done> task = program(*this);
  task.start(strand);
  task.result();
  finish(strand);
}

void Prediction::begin(Strand& strand) {
  const LabelScope scope(strand, Phase::setup, Operation::key);
  if (settings().likelihoods == Likelihoods::server) key(strand, kServer0, kServer1);
  if (settings().material != Delivery::seeded) return;
  for (const PartyId server : {kServer0, kServer1}) key(strand, kProducer, server);
}

void Prediction::key(Strand& strand, PartyId from, PartyId to) {
  for (auto copies = formula(Formula::key_messages, 1); copies > 0; --copies) {
    message(strand.label, {from, to}, MessageKind::key, 0, *settings().ring);
  }
  Depth& depth = strand.depth[to.value()];
  depth.chain = std::max(depth.chain, strand.depth[from.value()].chain + 1);
}

Task<Key> Prediction::do_agree(Tag /*tag*/, Key seed) {
  key(co_await this_strand(), kServer0, kServer1);
  co_return seed;
}

void Prediction::finish(const Strand& strand) {
  Depth last = strand.depth[0];
  hops_.deepen(last, strand.depth[1]);
  rounds_ = Rounds{last.rounds};
  chain_ = std::max({last.chain, strand.depth[2].chain, strand.depth[3].chain, receiver_chain_});
  for (const Label& label : hops_.chain(last.hop)) ledger_.add_critical_round(label);
}

Task<Values> Prediction::on_operation(Performance performance) {
  Strand& strand = co_await this_strand();
  const SecureOperation& operation = *performance.operation;
  if (const auto request = operation.request()) material(strand, *request);
  exchanges(strand, operation);
  work(offline(strand.label, strand.label.operation), kProducer, Formula::producer_work,
       operation.result_masks_work());
  std::size_t truncated = 0;
  for (std::size_t i = 0; i < performance.scales.size() && !operation.truncates(); ++i) {
    if (performance.scales[i].drop > 0) truncated += operation.results()[i].size();
  }
  for (const int server : {0, 1}) {
    const PartyId party = PartyId::server(server);
    work(strand.label, party, Formula::operation_work, operation.work(server));
    work(strand.label, party, Formula::truncation_work, work_of::elements(truncated));
  }
  work(strand.label, kLikelihood, Formula::operation_work, operation.assist_work());
  co_return Values(performance.scales.size());
}

void Prediction::exchanges(Strand& strand, const SecureOperation& operation) {
  const auto before = std::max(strand.depth[0].rounds, strand.depth[1].rounds);
  strand.depth[0].alone = strand.depth[1].alone = strand.depth[3].alone = 0;
  const auto steps = operation.exchanges();
  for (const Exchange& step : steps) exchange(strand, step);
  const auto after = std::max(strand.depth[0].rounds, strand.depth[1].rounds);
  const auto alone = std::max(strand.depth[0].alone, strand.depth[1].alone);
  const std::int64_t growth =
      steps.empty() ? after - before : formula(Formula::exchange_rounds, after - before);
  ledger_.add_rounds(strand.label, Rounds{growth}, Rounds{alone});
}

// Streamed, the producer waits for the credits of the request that lies one window back.
void Prediction::wait_for_credits(Strand& strand) {
  if (std::cmp_less(credits_.size(), credit_window(settings()))) return;
  Depth& producer = strand.depth[2];
  for (const std::int64_t chain : credits_.front()) {
    producer.chain = std::max(producer.chain, chain);
  }
  credits_.pop_front();
}

// On demand it waits for every server that receives something.
void Prediction::wait_for_requests(Strand& strand, const Label& label, const DeliveryCost& cost) {
  Label asking = label;
  asking.operation = Operation::request;
  Depth& producer = strand.depth[2];
  for (const std::size_t which : {0U, 1U}) {
    if (!cost.receives[which]) continue;
    const PartyId server = PartyId::server(static_cast<int>(which));
    for (auto copies = formula(Formula::request_messages, 1); copies > 0; --copies) {
      message(asking, {server, kProducer}, MessageKind::request, 0, *settings().ring);
    }
    producer.chain = std::max(producer.chain, strand.depth[which].chain + 1);
  }
}

// The chain of the credit that a server sends as soon as it has taken a piece.
std::int64_t Prediction::credit(const Strand& strand, const Label& label, std::size_t server) {
  Label credit = label;
  credit.operation = Operation::credit;
  const Link link{PartyId::server(static_cast<int>(server)), kProducer};
  for (auto copies = formula(Formula::credit_messages, 1); copies > 0; --copies) {
    message(credit, link, MessageKind::credit, 0, *settings().ring);
  }
  return strand.depth[server].chain + 1;
}

void Prediction::material(Strand& strand, const Request& request) {
  const Label label = offline(strand.label, strand.label.operation);
  const DeliveryCost cost = delivery_cost(request, settings(), strand.label);
  const bool credits = credit_window(settings()) > 0;
  if (credits) wait_for_credits(strand);
  if (settings().supply == Supply::on_demand) wait_for_requests(strand, label, cost);
  std::array<std::int64_t, 2> sent_credits{-1, -1};
  work(label, kProducer, Formula::producer_work, cost.producer);
  for (const std::size_t which : {0U, 1U}) {
    const PartyId server = PartyId::server(static_cast<int>(which));
    Depth& depth = strand.depth[which];
    if (cost.elements[which] > 0) {
      message(label, {kProducer, server}, MessageKind::material,
              formula(Formula::material_elements, cost.elements[which]), *request.ring);
      for (auto extra = formula(Formula::material_messages, 0); extra > 0; --extra) {
        message(label, {kProducer, server}, MessageKind::material, 0, *request.ring);
      }
      depth.chain = std::max(depth.chain, strand.depth[2].chain + 1);
    }
    if (credits && cost.receives[which]) sent_credits[which] = credit(strand, label, which);
    work(label, server, Formula::material_server_work, cost.server[which]);
  }
  if (credits) credits_.push_back(sent_credits);
}

void Prediction::exchange(Strand& strand, const Exchange& exchange) {
  constexpr std::array<PartyId, 4> kParties{kServer0, kServer1, kProducer, kLikelihood};
  constexpr std::size_t kThird = 3;
  const auto before = strand.depth;
  for (const std::size_t which : {0U, 1U}) {
    if (exchange.elements[which] == 0) continue;
    const std::size_t from = exchange.way == Way::from_likelihood ? kThird : which;
    std::size_t to = exchange.way == Way::from_likelihood ? which : 1 - which;
    if (exchange.way == Way::to_likelihood) to = kThird;
    const bool key = exchange.kind == MessageKind::key;
    message(strand.label, {kParties[from], kParties[to]}, exchange.kind,
            key ? 0 : formula(Formula::exchange_elements, exchange.elements[which]),
            *exchange.ring);
    Depth carried = before[from];
    carried.hop = hops_.add(Hop{strand.label, strand.id, kParties[from], carried.hop});
    ++carried.rounds;
    ++carried.chain;
    ++carried.alone;
    hops_.deepen(strand.depth[to], carried);
  }
}

Task<Done> Prediction::do_take_inputs(InputPlan plan) {
  Strand& strand = co_await this_strand();
  const LabelScope scope(strand, Phase::input, Operation::share);
  std::set<PartyId> with_key;
  for (const InputSource& source : plan.sources) {
    strand.label.layer = source.layer;
    for (const InputBlock& block : blocks_of(source, *settings().ring)) {
      if (with_key.insert(block.provider).second) take_key(strand, block.provider);
      if (source.stream_batch > 0) continue;
      take_block(strand, strand.label, block, block.rows * source.shape.row_size());
    }
  }
  co_return Done{};
}

Task<Done> Prediction::do_take_blocks(InputSource stream, std::vector<InputBlock> blocks) {
  Strand& strand = co_await this_strand();
  for (const InputBlock& block : blocks) {
    take_block(strand, strand.label, block, block.rows * stream.shape.row_size());
  }
  co_return Done{};
}

void Prediction::take_key(Strand& strand, PartyId provider) {
  Label of_key = strand.label;
  of_key.layer = 0;
  of_key.operation = Operation::key;
  for (const PartyId taker : takers_of_keys(settings().inputs)) {
    message(of_key, {provider, taker}, MessageKind::key, 0, *settings().ring);
    Depth& depth = strand.depth[taker.is_server() ? taker.value() : 2];
    depth.chain = std::max<std::int64_t>(depth.chain, 1);
  }
}

void Prediction::take_block(Strand& strand, const Label& label, const InputBlock& block,
                            std::size_t elements) {
  const Ring& ring = *settings().ring;
  const bool seeded = settings().inputs == Delivery::seeded;
  work(label, block.provider, Formula::input_work, sharing_work(settings(), elements));
  const auto n = formula(Formula::input_elements, static_cast<std::int64_t>(elements));
  if (!seeded) message(label, {block.provider, kServer0}, MessageKind::input, n, ring);
  message(label, {block.provider, kServer1}, MessageKind::input, n, ring);
  for (const std::size_t which : {0U, 1U, 2U}) {
    if (which == 2 && settings().inputs != Delivery::masked) continue;
    strand.depth[which].chain = std::max<std::int64_t>(strand.depth[which].chain, 1);
  }
}

Task<Value> Prediction::do_input(std::string source, std::vector<std::uint32_t> rows) {
  const Strand& strand = co_await this_strand();
  const std::size_t elements = rows.size() * plan().source(source).shape.row_size();
  const ReadingWork done = reading_work(settings(), elements);
  work(strand.label, kServer0, Formula::gather_work, done.server[0]);
  work(strand.label, kServer1, Formula::gather_work, done.server[1]);
  work(offline(strand.label, strand.label.operation), kProducer, Formula::gather_work,
       done.producer);
  co_return Value{};
}

Task<Tensor> Prediction::do_sum_inputs(InputPlan plan) {
  const Strand& strand = co_await this_strand();
  const std::size_t row = plan.sources.front().shape.row_size();
  for (const InputBlock& block : blocks_of(plan.sources.front(), *settings().ring)) {
    const ReadingWork done = folding_work(settings(), block.rows * row);
    work(strand.label, kServer0, Formula::gather_work, done.server[0]);
    work(strand.label, kServer1, Formula::gather_work, done.server[1]);
  }
  co_await do_take_inputs(std::move(plan));
  co_return Tensor{};
}

Task<Tensor> Prediction::do_read_kept(std::string name, std::vector<std::uint32_t> rows) {
  const Strand& strand = co_await this_strand();
  const std::size_t elements = rows.size() * kept_row_size(name);
  const Work copied = work_of::memory(elements * settings().ring->element_bytes);
  for (const PartyId server : {kServer0, kServer1}) {
    work(strand.label, server, Formula::gather_work, copied);
  }
  co_return Tensor{};
}

// Both servers send their shares; the receiver adds and decodes.
Task<Done> Prediction::do_output(Shape shape, int /*fractional_bits*/, Tensor /*data*/,
                                 std::string name, Tag /*tag*/) {
  const Strand& strand = co_await this_strand();
  const auto n = formula(Formula::output_elements, static_cast<std::int64_t>(shape.size()));
  for (const PartyId server : {kServer0, kServer1}) {
    message(strand.label, {server, kReceiver}, MessageKind::output, n, *settings().ring);
    receiver_chain_ = std::max(receiver_chain_, strand.depth[server.value()].chain + 1);
  }
  work(strand.label, kReceiver, Formula::output_work, work_of::elements(2 * shape.size()));
  ledger_.add_reveal(
      strand.label, name,
      Elements{formula(Formula::reveal_elements, static_cast<std::int64_t>(shape.size()))},
      kReceiver);
  co_return Done{};
}

void Prediction::on_reveal(const Strand& strand, const std::vector<PartyId>& audience,
                           const Shape& shape, const std::string& value) {
  for (const PartyId party : audience) {
    ledger_.add_reveal(
        strand.label, value,
        Elements{formula(Formula::reveal_elements, static_cast<std::int64_t>(shape.size()))},
        party);
  }
}

}  // namespace fathom
