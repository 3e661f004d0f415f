#pragma once

#include <caf/actor_system.hpp>
#include <caf/mailbox_element.hpp>
#include <span>

#include "actors/deployment/frame.hpp"
#include "actors/deployment/outbox.hpp"
#include "protocol/envelope.hpp"

namespace fathom {

/// A message of the protocol as the content of a frame: exactly what CAF's serializer writes for
/// the typed message, its type's name and its envelope. The frame's number is still to be filled
/// in. Anything but one of the eight messages is a bug.
[[nodiscard]] OutgoingFrame frame_of(caf::actor_system& system, PartyId from, PartyId to,
                                     const caf::message_view& message);

/// Gives a frame its number.
void number_frame(OutgoingFrame& frame, std::uint64_t number);

/// Reads such a content, which may come from an adversary: no other type than the eight is ever
/// made, and no more is allocated than came. Throws FrameFault.
[[nodiscard]] Envelope envelope_of(caf::actor_system& system, std::span<const char> content);

/// The most bytes that the content of a message can have.
[[nodiscard]] std::size_t greatest_content();

}  // namespace fathom
