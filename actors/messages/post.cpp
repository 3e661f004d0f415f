#include "actors/messages/post.hpp"

#include <caf/all.hpp>
#include <utility>

#include "actors/messages/message.hpp"

namespace fathom {
namespace {

template <std::size_t... kinds>
void post_one_of(const caf::actor& sender, const caf::actor& receiver, Envelope& envelope,
                 std::index_sequence<kinds...>) {
  const auto post_if = [&](auto message) {
    if (envelope.header.kind != message.kKind) return;
    message.envelope = std::move(envelope);
    if (sender) {
      caf::send_as(sender, receiver, std::move(message));
    } else {
      caf::anon_send(receiver, std::move(message));
    }
  };
  // Once one has taken it, what is left of the header is its kind, and no other is the same.
  (post_if(Message<static_cast<MessageKind>(kinds)>{}), ...);
}

}  // namespace

void post(const caf::actor& sender, const caf::actor& receiver, Envelope envelope) {
  post_one_of(sender, receiver, envelope, std::make_index_sequence<kMessageKinds>());
}

}  // namespace fathom
