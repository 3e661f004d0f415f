#pragma once

#include <caf/all.hpp>

#include "actors/acting_party.hpp"
#include "actors/messages/message.hpp"

namespace fathom {

/// The output receiver: it reads the program on paper and adds the two servers' shares of every
/// value that the program gives out. It alone learns them.
using OutputReceiverActor = caf::typed_actor<caf::reacts_to<Start>, caf::reacts_to<OutputShare>>;

/// The behaviour of the actor that stands for `party`, which outlives it.
[[nodiscard]] OutputReceiverActor::behavior_type output_receiver(OutputReceiverActor::pointer self,
                                                                 ActingParty* party);

}  // namespace fathom
