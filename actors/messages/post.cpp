#include "actors/messages/post.hpp"

#include <caf/all.hpp>
#include <utility>

#include "actors/messages/message.hpp"

namespace fathom {
namespace {

template <MessageKind kind>
void post_as(const caf::actor& sender, const caf::actor& receiver, Envelope envelope) {
  if (sender) {
    caf::send_as(sender, receiver, Message<kind>{std::move(envelope)});
  } else {
    caf::anon_send(receiver, Message<kind>{std::move(envelope)});
  }
}

}  // namespace

void post(const caf::actor& sender, const caf::actor& receiver, Envelope envelope) {
  switch (envelope.header.kind) {
    case MessageKind::key:
      return post_as<MessageKind::key>(sender, receiver, std::move(envelope));
    case MessageKind::credit:
      return post_as<MessageKind::credit>(sender, receiver, std::move(envelope));
    case MessageKind::input:
      return post_as<MessageKind::input>(sender, receiver, std::move(envelope));
    case MessageKind::material:
      return post_as<MessageKind::material>(sender, receiver, std::move(envelope));
    case MessageKind::opening:
      return post_as<MessageKind::opening>(sender, receiver, std::move(envelope));
    case MessageKind::reveal:
      return post_as<MessageKind::reveal>(sender, receiver, std::move(envelope));
    case MessageKind::output:
      return post_as<MessageKind::output>(sender, receiver, std::move(envelope));
    case MessageKind::request:
      return post_as<MessageKind::request>(sender, receiver, std::move(envelope));
  }
}

}  // namespace fathom
