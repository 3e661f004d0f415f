#pragma once

#include <caf/all.hpp>

#include "actors/acting_party.hpp"
#include "actors/messages/message.hpp"

namespace fathom {

/// One of the two servers: it runs the program on its shares. It takes its keys, the providers'
/// input shares, the producer's material, the other server's openings, and what is revealed to it.
using ServerActor =
    caf::typed_actor<caf::reacts_to<Start>, caf::reacts_to<KeyMessage>, caf::reacts_to<InputShare>,
                     caf::reacts_to<Material>, caf::reacts_to<Opening>, caf::reacts_to<Reveal>>;

/// The behaviour of the actor that stands for `party`, which outlives it.
[[nodiscard]] ServerActor::behavior_type server(ServerActor::pointer self, ActingParty* party);

}  // namespace fathom
