#pragma once

#include <caf/actor_system.hpp>
#include <string>
#include <variant>

#include "actors/faults/fault.hpp"
#include "protocol/envelope.hpp"

namespace fathom {

/// Whether a fault of a peer or a bug can befall such a message: an element is not too large in a
/// ring of whole words, and a credit has none to lose.
[[nodiscard]] bool can_befall(FaultKind kind, const Header& header);

/// Why its receiver cannot read a message at all.
struct Unreadable {
  std::string why;
};

/// What a message becomes that a fault of a peer, or a bug, befalls. What only bytes can show, such
/// as a length that is too great, is written, damaged and read as on a connection.
[[nodiscard]] std::variant<Envelope, Unreadable> tampered(caf::actor_system& system, FaultKind kind,
                                                          const Envelope& envelope);

}  // namespace fathom
