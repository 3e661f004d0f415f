#pragma once

#include <array>
#include <caf/actor_system.hpp>
#include <caf/mailbox_element.hpp>
#include <optional>

#include "metrics/framing.hpp"
#include "metrics/units.hpp"
#include "protocol/envelope.hpp"

namespace fathom {

/// The envelope in an element that holds one of the eight messages of the protocol, or null for any
/// other content. It lives as long as the element.
[[nodiscard]] const Envelope* envelope_in(const caf::message_view& element);

/// A protocol message as a connection sees it.
struct MeteredMessage {
  const Envelope* envelope;
  Bytes message;  ///< with the name of its type and the header of CAF's own protocol
};

/// Counts the bytes that CAF's own protocol would write for a message, with CAF's serializer and
/// without writing: what is measured does not come from the formula that predicts it (`Framing`).
/// The name of a message's type is counted once for each kind, its envelope each time.
class Meter {
 public:
  explicit Meter(caf::actor_system& system) : system_(system) {}

  /// Anything but a protocol message is a bug.
  [[nodiscard]] MeteredMessage operator()(const caf::mailbox_element& element);

 private:
  [[nodiscard]] Bytes count_name(const caf::mailbox_element& element, Bytes content) const;

  caf::actor_system& system_;
  std::array<std::optional<Bytes>, kMessageKinds> names_;
};

}  // namespace fathom
