#include "protocol/party.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "metrics/errors.hpp"
#include "protocol/gathering.hpp"

namespace fathom {
namespace {

constexpr bool counts_as_round(Phase phase) { return phase == Phase::online; }

}  // namespace

Party::Party(PartyId id, Host& host, Recorder& recorder)
    : id_(id), host_(host), recorder_(recorder) {}

void Party::send(Strand& strand, PartyId to, MessageKind kind, Tag tag,
                 std::vector<Tensor> tensors) {
  std::erase_if(tensors, [](const Tensor& tensor) { return tensor.size() == 0; });
  if (tensors.empty()) return;
  const RingId ring = tensors.front().ring().id;
  std::uint16_t part = 0;
  for (auto& run : split_parts(tensors, packed_)) {
    Payload payload{std::move(run), nullptr};
    const auto elements = static_cast<std::uint32_t>(payload.elements());
    send_part(strand, to, Header{tag, strand.label, 0, 0, kind, ring, part++, elements, packed_},
              std::move(payload));
  }
}

void Party::send_key(Strand& strand, PartyId to, Tag tag, const Key& key) {
  send_part(strand, to, Header{tag, strand.label, 0, 0, MessageKind::key, RingId::z64, 0, 0},
            Payload{{}, std::make_shared<const Key>(key)});
}

void Party::send_credit(Strand& strand, PartyId to, Tag tag) {
  send_part(strand, to, Header{tag, strand.label, 0, 0, MessageKind::credit, RingId::z64, 0, 0},
            {});
}

void Party::send_request(Strand& strand, PartyId to, Tag tag) {
  send_part(strand, to, Header{tag, strand.label, 0, 0, MessageKind::request, RingId::z64, 0, 0},
            {});
}

// Offline messages carry no rounds: how the producer supplies material must not show in them.
void Party::send_part(Strand& strand, PartyId to, Header header, Payload payload,
                      std::optional<std::uint64_t> content) {
  const Depth& mine = depth(strand);
  if (strand.trace != nullptr) strand.trace->on_send(place(strand), to, header, payload);
  Envelope envelope{header, std::make_shared<const Payload>(std::move(payload)), {}};
  envelope.header.epoch = epoch_;
  envelope.header.chain = static_cast<std::uint32_t>(mine.chain + 1);
  if (counts_as_round(header.label.phase)) {
    envelope.header.rounds = static_cast<std::uint32_t>(mine.rounds + 1);
    envelope.note.alone = static_cast<std::uint32_t>(mine.alone + 1);
    envelope.note.hop = recorder_.hops().add(Hop{header.label, strand.id, id_, mine.hop});
  }
  envelope.note.content = content;
  host_.send(to, std::move(envelope));
}

void Party::send_again(Strand& strand, PartyId to, const Header& header, Payload payload,
                       std::uint64_t content) {
  Header again = header;
  again.rounds = again.chain = 0;
  send_part(strand, to, again, std::move(payload), content);
}

void Party::enter(Strand& strand, Tag operation) {
  depth(strand).alone = 0;
  if (strand.trace != nullptr) strand.trace->on_enter(place(strand), operation);
  if (id_.is_server()) recorder_.enter(id_, operation.value, strand.label, depth(strand));
}

void Party::leave(Strand& strand, Tag operation) {
  if (strand.trace != nullptr) strand.trace->on_leave(place(strand), operation);
  if (id_.is_server()) recorder_.leave(id_, operation.value, depth(strand));
}

Party::Receive Party::receive(PartyId from, Tag tag, Expected expected) {
  return Receive(*this, Name{from, tag}, expected);
}

void Party::charge(const Strand& strand, const Ring& ring, const Work& work, SimDuration measured) {
  if (work == Work{}) return;
  recorder_.ledger().add_work(strand.label, id_, work);
  if (strand.trace != nullptr) strand.trace->on_charge(place(strand), ring, work, measured);
  host_.charge(strand.label, ring, work, measured);
}

const Generator& Party::generator(PartyId other) const {
  const auto found = generators_.find(other);
  if (found == generators_.end()) {
    throw ProtocolError(
        ProtocolError::Kind::violation,
        fmt::format("{} has no key in common with {}", to_string(id_), to_string(other)));
  }
  return found->second;
}

void Party::set_key(PartyId other, const Key& key) {
  generators_.insert_or_assign(other, Generator(key));
}

bool Party::complete(const Parts& parts, const Expected& expected) const {
  const ElementWidth width = width_of(ring_of(expected.ring), packed_);
  return static_cast<std::int64_t>(parts.size()) >= part_count(expected.elements, width);
}

void Party::check(const Name& name, const Parts& parts, const Expected& expected,
                  const Label& label) const {
  std::int64_t elements = 0;
  bool agrees = true;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Header& header = parts[i].header;
    elements += header.elements;
    agrees = agrees && header.kind == expected.kind && header.part == i;
    agrees = agrees &&
             (header.elements == 0 || (header.ring == expected.ring && header.packed == packed_));
  }
  if (agrees && elements == expected.elements) return;
  const Header& got = parts.front().header;
  throw ProtocolError(
      ProtocolError::Kind::violation,
      fmt::format("{} expected a message of kind {} with {} elements of {} from {}, and got kind "
                  "{} with {} elements of {}{}{}",
                  to_string(id_), to_string(expected.kind), expected.elements,
                  ring_of(expected.ring).name, to_string(name.from), to_string(got.kind), elements,
                  ring_of(got.ring).name, got.packed == packed_ ? "" : ", packed otherwise",
                  in_layer(label)));
}

void Party::deliver(PartyId from, Envelope envelope) {
  const Name name{from, envelope.header.tag};
  if (!admit(name, envelope)) return;
  Parts& parts = inbox_[name];
  parts.push_back(std::move(envelope));
  const auto found = waiting_.find(name);
  if (found == waiting_.end()) {
    if (gathering_ != nullptr) gathering_->on_message(name, parts);
    return;
  }
  if (!complete(parts, found->second->expected_)) return;
  Receive& receive = *found->second;
  waiting_.erase(found);
  receive.registered_ = false;
  host_.on_resume(receive.strand_->label);
  receive.handle_.resume();
}

void Party::fail(const std::exception_ptr& error) {
  failure_ = error;
  if (gathering_ != nullptr) gathering_->on_failure();
  while (!waiting_.empty()) {
    Receive& receive = *waiting_.begin()->second;
    waiting_.erase(waiting_.begin());
    receive.registered_ = false;
    receive.handle_.resume();
  }
}

std::vector<std::string> Party::waiting(const LayerNames& layers) const {
  std::vector<std::string> lines;
  for (const auto& [name, receive] : waiting_) lines.push_back(wait_text(name, *receive, layers));
  if (gathering_ != nullptr && gathering_->waits()) lines.push_back(gathering_->waiting(layers));
  std::ranges::sort(lines);
  return lines;
}

Party::Receive::~Receive() {
  if (registered_) party_.waiting_.erase(name_);
}

bool Party::Receive::wait(Strand& strand, std::coroutine_handle<> handle) {
  strand_ = &strand;
  handle_ = handle;
  if (strand.trace != nullptr) {
    strand.trace->on_wait(party_.place(strand), name_.from, name_.tag, expected_);
  }
  ensure(!party_.taken_.contains(name_), "a message was awaited after it had been taken");
  if (party_.failure_) return false;
  const auto found = party_.inbox_.find(name_);
  if (found != party_.inbox_.end() && party_.complete(found->second, expected_)) return false;
  if (party_.lost_.contains(name_.from)) {
    party_.failure_ = party_.lost(name_.from, party_.wait_text(name_, *this, party_.layers()));
    return false;
  }
  number_ = party_.waits_begun_++;
  const bool first = party_.waiting_.emplace(name_, this).second;
  ensure(first, "two strands of one party wait for the same message");
  registered_ = true;
  return true;
}

std::vector<std::shared_ptr<const Payload>> Party::Receive::await_resume() {
  const auto found = party_.inbox_.find(name_);
  if (found == party_.inbox_.end() || !party_.complete(found->second, expected_)) {
    ensure(party_.failure_ != nullptr, "a wait ended without its message");
    std::rethrow_exception(party_.failure_);
  }
  return party_.take(name_, expected_, *strand_);
}

std::vector<std::shared_ptr<const Payload>> Party::take(const Name& name, const Expected& expected,
                                                        Strand& strand) {
  const auto found = inbox_.find(name);
  const Parts parts = std::move(found->second);
  inbox_.erase(found);
  taken_.insert(name);
  if (inbox_limit_ > Bytes{0}) {
    for (const Envelope& part : parts) unasked_[name.from] -= kept_bytes(part.header);
  }
  check(name, parts, expected, strand.label);
  std::vector<std::shared_ptr<const Payload>> payloads;
  Depth& mine = depth(strand);
  for (const Envelope& part : parts) {
    mine.chain = std::max<std::int64_t>(mine.chain, part.header.chain);
    const Depth taken{part.header.rounds, part.header.chain, part.note.alone, part.note.hop};
    recorder_.hops().deepen(mine, taken);
    payloads.push_back(part.payload);
    host_.on_taken(name.from, part.header);
  }
  return payloads;
}

std::vector<Tensor> unpack(const Ring& ring,
                           const std::vector<std::shared_ptr<const Payload>>& parts,
                           const std::vector<Shape>& shapes) {
  std::vector<Tensor> tensors;
  for (const auto& part : parts) {
    tensors.insert(tensors.end(), part->tensors.begin(), part->tensors.end());
  }
  return assemble(ring, tensors, shapes);
}

}  // namespace fathom
