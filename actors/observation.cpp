#include "actors/observation.hpp"

#include "protocol/made.hpp"

namespace fathom {

void Observation::set_log(EventLog& log) {
  log_ = &log;
  timeline_.set_observer(&log);
}

void Observation::on_sent(PartyId from, PartyId to, const Header& header, Bytes message) {
  recorder_.ledger().add_message(header.label, {from, to}, Elements{header.elements},
                                 payload_bytes(header), message);
}

void Observation::on_delivered(PartyId from, PartyId to, const Envelope& envelope, Bytes message,
                               const MessageLife& life) {
  const Header& header = envelope.header;
  if (log_ != nullptr) {
    log_->add_message({from, to}, header.label, header.kind, Elements{header.elements}, message,
                      life);
  }
  digests_.delivered(life.delivered, from, to, static_cast<std::uint8_t>(header.kind), message);
  if (header.label.phase == Phase::input) arrivals_.add(to, life.delivered);
  if (payload_bytes(header) == Bytes{0}) return;
  const std::uint64_t name = mix(header.tag.value, header.part);
  if (envelope.note.content) return digests_.payload(from, to, name, *envelope.note.content);
  after(envelope.payload->tensors, [this, from, to, name, payload = envelope.payload](const auto&) {
    digests_.payload(from, to, name, content_hash(*payload));
  });
}

}  // namespace fathom
