#pragma once

#include <caf/actor.hpp>

#include "protocol/envelope.hpp"

namespace fathom {

/// Sends an envelope as the typed message of its kind. Without a sender nobody can answer it.
void post(const caf::actor& sender, const caf::actor& receiver, Envelope envelope);

}  // namespace fathom
