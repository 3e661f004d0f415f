#include "actors/observation.hpp"

namespace fathom {
namespace {

// Tensor by tensor: how a payload is cut into tensors follows from the program.
std::uint64_t hash_of(const Payload& payload) {
  if (payload.key) return hash_bytes(payload.key->data(), payload.key->size());
  std::uint64_t hash = 0;
  for (const Tensor& tensor : payload.tensors) {
    if (!tensor.has_elements()) continue;
    hash = hash_bytes(tensor.data(), tensor.bytes(), hash);
  }
  return hash;
}

}  // namespace

void Observation::on_sent(PartyId from, PartyId to, const Header& header, Bytes message) {
  recorder_.ledger().add_message(header.label, {from, to}, Elements{header.elements},
                                 payload_bytes(header), message);
}

void Observation::on_delivered(PartyId from, PartyId to, const Envelope& envelope, Bytes message,
                               const MessageLife& life) {
  const Header& header = envelope.header;
  digests_.delivered(life.delivered, from, to, static_cast<std::uint8_t>(header.kind), message);
  if (header.label.phase == Phase::input) arrivals_.add(to, life.delivered);
  if (payload_bytes(header) == Bytes{0}) return;
  digests_.payload(from, to, mix(header.tag.value, header.part), hash_of(*envelope.payload));
}

}  // namespace fathom
