#include "actors/likelihood_server.hpp"

namespace fathom {

LikelihoodServerActor::behavior_type likelihood_server(LikelihoodServerActor::pointer self,
                                                       ActingParty* party) {
  party->set_self(caf::actor_cast<caf::actor>(caf::strong_actor_ptr(self->ctrl())));
  return {[party](const Start&) { party->start(); },
          [party](const Reveal& message) { party->deliver(message.envelope); }};
}

}  // namespace fathom
