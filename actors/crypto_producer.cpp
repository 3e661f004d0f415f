#include "actors/crypto_producer.hpp"

namespace fathom {

CryptoProducerActor::behavior_type crypto_producer(CryptoProducerActor::pointer self,
                                                   ActingParty* party) {
  party->set_self(caf::actor_cast<caf::actor>(caf::strong_actor_ptr(self->ctrl())));
  return {[party](const Start&) { party->start(); },
          [party](const Credit& message) { party->deliver(message.envelope); },
          [party](const MaterialRequest& message) { party->deliver(message.envelope); },
          [party](const KeyMessage& message) { party->deliver(message.envelope); }};
}

}  // namespace fathom
