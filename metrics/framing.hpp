#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "metrics/units.hpp"

namespace fathom {

/// The kinds of messages of the protocol.
enum class MessageKind : std::uint8_t {
  key,
  credit,
  input,
  material,
  opening,
  reveal,
  output,
  request,
};
inline constexpr std::size_t kMessageKinds = 8;

[[nodiscard]] std::string_view to_string(MessageKind kind);

/// How many bytes a message takes, as a function of its kind and payload: what paper predicts with,
/// without any message. The overheads are those of the typed messages in actors/messages, where a
/// test holds them against the counting serializer.
struct Framing {
  /// Fixed header of every envelope: tag, label, step, rounds, chain, kind, ring, flags, elements.
  static constexpr Bytes kHeader{32};
  /// The header of CAF's own protocol, before each message on a connection.
  static constexpr Bytes kTransport{33};
  /// A larger payload travels in numbered parts.
  static constexpr Bytes kMaxPayload{64LL * 1024 * 1024};
  /// Bytes that name the message's type, per kind.
  std::array<Bytes, kMessageKinds> type_name{};

  /// Bytes of the framed message that carries `payload` bytes.
  [[nodiscard]] Bytes message(MessageKind kind, Bytes payload) const;
};

/// The framing of the typed messages in actors/messages.
[[nodiscard]] const Framing& standard_framing();

/// What carries the framed messages.
struct Transport {
  bool tls = false;  ///< records of at most 16 KiB, 22 bytes more each [RFC 8446, section 5]
};

/// Bytes of one full segment, with its headers, and of the message in it: 52 bytes of TCP and IPv4
/// headers with timestamps. [RFC 9293, RFC 7323]
inline constexpr Bytes kSegment{1500};
inline constexpr Bytes kSegmentPayload{1448};

/// Bytes on the wire for a framed message: cut into records, where there are any, and segments.
[[nodiscard]] Bytes wire_bytes(Bytes message, Transport transport = {});

/// Bits that one element takes in a payload: all of its machine words, or, packed, those of its
/// ring.
struct ElementWidth {
  std::int64_t bits = 0;
};

/// Bytes of a payload of `elements` elements: whole bytes, at its end alone.
[[nodiscard]] Bytes payload_of(std::int64_t elements, ElementWidth width);
/// How many parts a payload of `elements` elements travels in: at least one.
[[nodiscard]] std::int64_t part_count(std::int64_t elements, ElementWidth width);
/// Greatest number of elements in one part.
[[nodiscard]] std::int64_t part_elements(ElementWidth width);

}  // namespace fathom
