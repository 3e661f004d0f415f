#include "actors/input_provider.hpp"

namespace fathom {

InputProviderActor::behavior_type input_provider(InputProviderActor::pointer self,
                                                 ActingParty* party) {
  party->set_self(caf::actor_cast<caf::actor>(caf::strong_actor_ptr(self->ctrl())));
  return {
      [party](const Start&) { party->start(); },
  };
}

InputProviderActor::behavior_type passing_provider(InputProviderActor::pointer self,
                                                   ActingParty* party) {
  return {
      [self, party](const Start&) {
        party->start();
        self->quit();
      },
  };
}

}  // namespace fathom
