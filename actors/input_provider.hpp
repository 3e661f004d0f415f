#pragma once

#include <caf/all.hpp>

#include "actors/acting_party.hpp"
#include "actors/messages/message.hpp"

namespace fathom {

/// An input provider: it shares its shard of every source with the two servers, and is done. It
/// takes nothing.
using InputProviderActor = caf::typed_actor<caf::reacts_to<Start>>;

/// The behaviour of the actor that stands for `party`, which outlives it.
[[nodiscard]] InputProviderActor::behavior_type input_provider(InputProviderActor::pointer self,
                                                               ActingParty* party);
/// The same of one that ends as soon as it has shared, so that nobody can answer it.
[[nodiscard]] InputProviderActor::behavior_type passing_provider(InputProviderActor::pointer self,
                                                                 ActingParty* party);

}  // namespace fathom
