#pragma once

#include <caf/all.hpp>

#include "actors/messages/message.hpp"
#include "actors/simulated_party.hpp"

namespace fathom {

/// The crypto producer: it reads the program on paper and streams material as far ahead as the
/// servers' credits allow. It takes nothing but credits.
using CryptoProducerActor = caf::typed_actor<caf::reacts_to<Start>, caf::reacts_to<Credit>>;

/// The behaviour of the actor that stands for `party`, which outlives it.
[[nodiscard]] CryptoProducerActor::behavior_type crypto_producer(CryptoProducerActor::pointer self,
                                                                 SimulatedParty* party);

}  // namespace fathom
