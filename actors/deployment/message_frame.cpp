#include "actors/deployment/message_frame.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <caf/all.hpp>
#include <caf/binary_deserializer.hpp>
#include <caf/binary_serializer.hpp>
#include <cstring>
#include <utility>

#include "actors/messages/header_bytes.hpp"
#include "actors/messages/message.hpp"
#include "actors/messages/meter.hpp"
#include "metrics/errors.hpp"

namespace fathom {
namespace {

/// Where the number of a frame lies in its header.
constexpr std::size_t kNumberAt = 18;

Buffer serialised(caf::actor_system& system, const caf::type_erased_tuple& content) {
  Buffer bytes;
  caf::binary_serializer sink(system, bytes);
  ensure(!caf::message::save(sink, content), "a message cannot be serialised");
  return bytes;
}

/// What stands before an envelope of each kind: what CAF writes of its type. An empty message
/// shows it, for its envelope is its header and nothing else, or its header and a key.
template <MessageKind kind>
Buffer type_prefix(caf::actor_system& system) {
  Envelope envelope;
  envelope.header.kind = kind;
  Payload payload;
  if (kind == MessageKind::key) payload.key = std::make_shared<const Key>();
  envelope.payload = std::make_shared<const Payload>(std::move(payload));
  const caf::message message = caf::make_message(Message<kind>{envelope});
  Buffer bytes = serialised(system, message.content());
  const std::size_t rest = static_cast<std::size_t>(Framing::kHeader.count()) +
                           (kind == MessageKind::key ? sizeof(Key) : 0);
  bytes.resize(bytes.size() - rest);
  return bytes;
}

template <std::size_t... kinds>
std::array<Buffer, kMessageKinds> type_prefixes(caf::actor_system& system,
                                                std::index_sequence<kinds...>) {
  return {type_prefix<static_cast<MessageKind>(kinds)>(system)...};
}

const std::array<Buffer, kMessageKinds>& prefixes(caf::actor_system& system) {
  static const auto prefix_of_kind =
      type_prefixes(system, std::make_index_sequence<kMessageKinds>());
  return prefix_of_kind;
}

}  // namespace

OutgoingFrame frame_of(caf::actor_system& system, PartyId from, PartyId to,
                       const caf::message_view& message) {
  const Envelope* envelope = envelope_in(message);
  ensure(envelope != nullptr, "only the eight messages of the protocol may leave a process");
  OutgoingFrame frame;
  write_header({FrameKind::message, 0, from, to, 0}, frame.head);
  if (lies_as_sent(*envelope)) {
    const Buffer& prefix = prefixes(system)[static_cast<std::size_t>(envelope->header.kind)];
    const HeaderBytes header = to_bytes(envelope->header);
    frame.head.insert(frame.head.end(), prefix.begin(), prefix.end());
    const auto* bytes = reinterpret_cast<const char*>(header.data());
    frame.head.insert(frame.head.end(), bytes, bytes + header.size());
    frame.elements = envelope->payload;
  } else {
    frame.head.reserve(frame.head.size() + 128 +
                       static_cast<std::size_t>(payload_bytes(envelope->header).count()));
    caf::binary_serializer sink(system, frame.head);
    ensure(!caf::message::save(sink, message.content()), "a message cannot be serialised");
  }
  const auto length = static_cast<std::uint32_t>(frame.size() - FrameHeader::kSize);
  constexpr std::size_t kLengthAt = 6;
  std::memcpy(frame.head.data() + kLengthAt, &length, sizeof length);
  return frame;
}

void number_frame(OutgoingFrame& frame, std::uint64_t number) {
  std::memcpy(frame.head.data() + kNumberAt, &number, sizeof number);
}

Envelope envelope_of(caf::actor_system& system, std::span<const char> content) {
  for (std::size_t kind = 0; kind < kMessageKinds; ++kind) {
    const Buffer& prefix = prefixes(system)[kind];
    if (content.size() < prefix.size() ||
        !std::equal(prefix.begin(), prefix.end(), content.begin())) {
      continue;
    }
    caf::binary_deserializer source(system, content.data() + prefix.size(),
                                    content.size() - prefix.size());
    Envelope envelope;
    if (const auto error = load(source, static_cast<MessageKind>(kind), envelope)) {
      throw FrameFault(
          FrameFault::Kind::content,
          fmt::format("a message of kind {} that cannot be read: {}",
                      to_string(static_cast<MessageKind>(kind)), system.render(error)));
    }
    if (source.remaining() > 0) {
      throw FrameFault(FrameFault::Kind::content, "a message is longer than its header says");
    }
    return envelope;
  }
  throw FrameFault(FrameFault::Kind::content, "a frame holds no message of the protocol");
}

std::size_t greatest_content() {
  constexpr std::size_t kNames = 128;
  return static_cast<std::size_t>((Framing::kMaxPayload + Framing::kHeader).count()) + kNames;
}

}  // namespace fathom
