#pragma once

#include <caf/all.hpp>

#include "actors/acting_party.hpp"
#include "actors/messages/message.hpp"

namespace fathom {

/// The likelihood server: it reads the program on paper and takes the softmax of a training batch's
/// scores, each row in an order that it does not know. It takes the servers' shares of them, and
/// nothing else; above all no opening.
using LikelihoodServerActor = caf::typed_actor<caf::reacts_to<Start>, caf::reacts_to<Reveal>>;

/// The behaviour of the actor that stands for `party`, which outlives it.
[[nodiscard]] LikelihoodServerActor::behavior_type likelihood_server(
    LikelihoodServerActor::pointer self, ActingParty* party);

}  // namespace fathom
