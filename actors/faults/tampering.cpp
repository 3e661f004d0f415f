#include "actors/faults/tampering.hpp"

#include <caf/all.hpp>
#include <caf/binary_deserializer.hpp>
#include <caf/binary_serializer.hpp>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include "actors/messages/header_bytes.hpp"
#include "actors/messages/message.hpp"
#include "metrics/errors.hpp"

namespace fathom {
namespace {

using Buffer = std::vector<char>;

constexpr std::size_t kHeaderSize = sizeof(HeaderBytes);

Tensor flat(const Envelope& envelope) {
  const std::vector<Shape> shape{Shape{envelope.header.elements}};
  return assemble(ring_of(envelope.header.ring), envelope.payload->tensors, shape).front();
}

Envelope with_elements(const Envelope& envelope, Tensor elements) {
  Envelope changed = envelope;
  changed.header.ring = elements.ring().id;
  changed.header.elements = static_cast<std::uint32_t>(elements.size());
  changed.payload = std::make_shared<const Payload>(Payload{{std::move(elements)}, nullptr});
  changed.note.content.reset();
  return changed;
}

Envelope one_fewer(const Envelope& envelope) {
  return with_elements(envelope, flat(envelope).slice(0, Shape{envelope.header.elements - 1U}));
}

Envelope of_another_ring(const Envelope& envelope) {
  const Ring& other = envelope.header.ring == RingId::z64 ? z128() : z64();
  return with_elements(envelope, Tensor::zeros(other, Shape{envelope.header.elements}));
}

Envelope swapped(const Envelope& envelope) {
  const Tensor before = flat(envelope);
  Tensor after(before.ring(), before.shape());
  const std::size_t width = before.ring().element_bytes;
  const std::size_t last = before.bytes() - width;
  const auto* from = static_cast<const std::byte*>(before.data());
  auto* to = static_cast<std::byte*>(after.data());
  std::memcpy(to, from, before.bytes());
  std::memcpy(to, from + last, width);
  std::memcpy(to + last, from, width);
  return with_elements(envelope, std::move(after));
}

Envelope of_another_kind(const Envelope& envelope) {
  Envelope changed = envelope;
  const bool opening = envelope.header.kind == MessageKind::opening;
  changed.header.kind = opening ? MessageKind::reveal : MessageKind::opening;
  return changed;
}

/// Any message reads as one of its kind; which kind that is does not matter here.
caf::error write(caf::serializer& sink, const Envelope& envelope) {
  return save(sink, envelope.header.kind, envelope);
}

void damage(FaultKind kind, const Header& header, Buffer& bytes) {
  if (kind == FaultKind::length) {
    Header longer = header;
    longer.elements += 1;
    const HeaderBytes written = to_bytes(longer);
    std::memcpy(bytes.data(), written.data(), kHeaderSize);
  } else {
    std::memset(bytes.data() + kHeaderSize, 0xff, bytes.size() - kHeaderSize);
  }
}

std::variant<Envelope, Unreadable> through_bytes(caf::actor_system& system, FaultKind kind,
                                                 const Envelope& envelope) {
  Buffer bytes;
  caf::binary_serializer sink(system, bytes);
  ensure(!write(sink, envelope), "a message cannot be written");
  damage(kind, envelope.header, bytes);
  caf::binary_deserializer source(system, bytes);
  Envelope read;
  const caf::error error = load(source, envelope.header.kind, read);
  if (error) return Unreadable{to_string(error.context())};
  return read;
}

}  // namespace

bool can_befall(FaultKind kind, const Header& header) {
  switch (kind) {
    case FaultKind::shape:
    case FaultKind::ring:
    case FaultKind::length:
      return header.elements > 0 && header.kind != MessageKind::key;
    case FaultKind::swap:
      return header.elements > 1 && header.kind == MessageKind::opening;
    case FaultKind::correction:
      return header.elements > 0 && header.kind == MessageKind::material;
    case FaultKind::range:
      return header.elements > 0 && !ring_of(header.ring).power_of_two;
    case FaultKind::kind:
      return header.kind != MessageKind::key;
    default:
      return true;
  }
}

std::variant<Envelope, Unreadable> tampered(caf::actor_system& system, FaultKind kind,
                                            const Envelope& envelope) {
  Envelope changed = envelope;
  switch (kind) {
    case FaultKind::shape:
      return one_fewer(envelope);
    case FaultKind::ring:
      return of_another_ring(envelope);
    case FaultKind::range:
    case FaultKind::length:
      return through_bytes(system, kind, envelope);
    case FaultKind::sequence:
      ++changed.header.part;
      return changed;
    case FaultKind::kind:
      return of_another_kind(envelope);
    case FaultKind::epoch:
      ++changed.header.epoch;
      return changed;
    case FaultKind::correction:
      return with_elements(
          envelope, Tensor::zeros(ring_of(envelope.header.ring), Shape{envelope.header.elements}));
    case FaultKind::swap:
      return swapped(envelope);
    default:
      return changed;
  }
}

}  // namespace fathom
