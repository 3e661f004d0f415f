#include "actors/server.hpp"

namespace fathom {

ServerActor::behavior_type server(ServerActor::pointer self, ActingParty* party) {
  party->set_self(caf::actor_cast<caf::actor>(caf::strong_actor_ptr(self->ctrl())));
  return {[party](const Start&) { party->start(); },
          [party](const KeyMessage& message) { party->deliver(message.envelope); },
          [party](const InputShare& message) { party->deliver(message.envelope); },
          [party](const Material& message) { party->deliver(message.envelope); },
          [party](const Opening& message) { party->deliver(message.envelope); },
          [party](const Reveal& message) { party->deliver(message.envelope); }};
}

}  // namespace fathom
