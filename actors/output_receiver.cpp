#include "actors/output_receiver.hpp"

namespace fathom {

OutputReceiverActor::behavior_type output_receiver(OutputReceiverActor::pointer self,
                                                   ActingParty* party) {
  party->set_self(caf::actor_cast<caf::actor>(caf::strong_actor_ptr(self->ctrl())));
  return {[party](const Start&) { party->start(); },
          [party](const OutputShare& message) { party->deliver(message.envelope); }};
}

}  // namespace fathom
