#include "actors/input_provider.hpp"

namespace fathom {

InputProviderActor::behavior_type input_provider(InputProviderActor::pointer self,
                                                 SimulatedParty* party) {
  party->set_self(caf::actor_cast<caf::actor>(caf::strong_actor_ptr(self->ctrl())));
  return {
      [party](const Start&) { party->start(); },
  };
}

}  // namespace fathom
