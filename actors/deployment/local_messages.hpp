#pragma once

#include <caf/all.hpp>
#include <memory>
#include <string>
#include <vector>

#include "actors/deployment/frame.hpp"
#include "actors/deployment/handshake.hpp"
#include "actors/deployment/outbox.hpp"
#include "actors/deployment/party_end.hpp"
#include "metrics/units.hpp"

namespace fathom {

/// What the actors of one process tell each other: it never leaves the process.

/// To the switchboard: the party's actor is there, and connections can be made.
struct Begin {
  caf::actor party;
};
/// To the party's actor: whoever has waited for a message since the last of these, so long ago,
/// waits no longer.
struct GiveUp {
  SimDuration patience;
};
/// From the dialer: a connection is open.
struct Dialed {
  PartyId target;
  Direction direction = Direction::out;
  int socket = -1;
};
/// A message of the protocol, as a frame that has no number yet: whoever sends it takes it out.
struct Outgoing {
  PartyId to;
  std::shared_ptr<OutgoingFrame> frame;
};
/// The party has used a message of so many bytes from a sender that needs credit.
struct Consumed {
  PartyId from;
  Bytes bytes;
};
/// The party's program is done, or has failed.
struct ProgramDone {};
struct ProgramFailed {
  PartyEnd end;
};
/// What the party was waiting for when it was told to stop, a line each.
struct StoppedAt {
  std::vector<std::string> waits;
};
/// Time goes on.
struct Tick {};

}  // namespace fathom

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fathom::Begin)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fathom::GiveUp)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fathom::Dialed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fathom::Outgoing)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fathom::Consumed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fathom::ProgramDone)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fathom::ProgramFailed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fathom::StoppedAt)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(fathom::Tick)
