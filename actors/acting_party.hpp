#pragma once

#include <caf/actor.hpp>

#include "protocol/envelope.hpp"

namespace fathom {

/// What the actor of a party acts for: on a host of the simulation, or in a process of its own.
class ActingParty {
 public:
  ActingParty() = default;
  ActingParty(const ActingParty&) = delete;
  ActingParty& operator=(const ActingParty&) = delete;
  virtual ~ActingParty() = default;

  /// The actor itself, by which others can answer what the party sends.
  virtual void set_self(caf::actor self) = 0;
  /// It begins, or goes on after a pause that it asked for.
  virtual void start() = 0;
  /// A message of the protocol has come, from the sender that the actor now sees.
  virtual void deliver(const Envelope& envelope) = 0;
};

}  // namespace fathom
