#pragma once

#include <caf/all.hpp>

#include "actors/acting_party.hpp"
#include "actors/messages/message.hpp"

namespace fathom {

/// The crypto producer: it reads the program on paper and sends material as far ahead as the
/// supply allows. It takes the servers' credits and requests, and, where inputs are masked, the
/// keys of the providers' masks.
using CryptoProducerActor =
    caf::typed_actor<caf::reacts_to<Start>, caf::reacts_to<Credit>, caf::reacts_to<MaterialRequest>,
                     caf::reacts_to<KeyMessage>>;

/// The behaviour of the actor that stands for `party`, which outlives it.
[[nodiscard]] CryptoProducerActor::behavior_type crypto_producer(CryptoProducerActor::pointer self,
                                                                 ActingParty* party);

}  // namespace fathom
