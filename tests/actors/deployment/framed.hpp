#pragma once

#include <caf/all.hpp>

#include "actors/deployment/message_frame.hpp"
#include "tests/actors/message_fixture.hpp"

namespace fathom::test {

/// The frame of a message from server 0 to server 1.
template <MessageKind kind>
Buffer framed(caf::actor_system& system, const Envelope& envelope) {
  const auto element =
      caf::make_mailbox_element(nullptr, caf::make_message_id(), {}, Message<kind>{envelope});
  Outbox outbox;
  outbox.push(frame_of(system, kServer0, kServer1, *element));
  Buffer bytes;
  while (!outbox.empty()) outbox.take(7, bytes);
  return bytes;
}

inline Buffer content_of(const Buffer& frame) {
  return {frame.begin() + FrameHeader::kSize, frame.end()};
}

}  // namespace fathom::test
