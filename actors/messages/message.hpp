#pragma once

#include <caf/actor_system_config.hpp>
#include <caf/deserializer.hpp>
#include <caf/meta/type_name.hpp>
#include <caf/serializer.hpp>
#include <caf/type_id.hpp>
#include <string>
#include <type_traits>

#include "protocol/envelope.hpp"

namespace fathom {

/// One typed message of the protocol: an envelope whose kind is known to the compiler, so that an
/// actor's interface says what it takes. On a connection it is the header's 32 bytes and then the
/// payload: its elements as they lie in memory or, when the header says so, packed; no length, for
/// the header gives it. The note stays behind.
template <MessageKind kind>
struct Message {
  static constexpr MessageKind kKind = kind;
  Envelope envelope;
};

using KeyMessage = Message<MessageKind::key>;           ///< a generator's key, to one party
using Credit = Message<MessageKind::credit>;            ///< the producer may send one piece more
using InputShare = Message<MessageKind::input>;         ///< a provider's data, to one server
using Material = Message<MessageKind::material>;        ///< correlated randomness, to one server
using Opening = Message<MessageKind::opening>;          ///< masked values, between the servers
using Reveal = Message<MessageKind::reveal>;            ///< a share of what one server may learn
using OutputShare = Message<MessageKind::output>;       ///< a share of a result, to its receiver
using MaterialRequest = Message<MessageKind::request>;  ///< a server asks for a piece of material

/// Tells an actor to begin. It comes from whoever starts the run and never crosses a wire.
struct Start {};

/// Makes the messages known to CAF: to be called on every configuration, before the actor system.
void add_messages(caf::actor_system_config& config);

/// Writes an envelope of the given kind; another kind, or a header that does not agree with its
/// payload, is a bug.
[[nodiscard]] caf::error save(caf::serializer& sink, MessageKind kind, const Envelope& envelope);

/// Whether what `save` writes after the header is the payload's elements as they lie in memory. A
/// header that does not agree with its payload is a bug.
[[nodiscard]] bool lies_as_sent(const Envelope& envelope);

/// Reads an envelope that may come from an adversary: the header is checked field by field, and its
/// length against what is there, before anything is allocated; elements must be canonical, and the
/// bits after the last packed one zeros. The payload becomes one flat tensor, or a key. On an error
/// `envelope` is unchanged.
[[nodiscard]] caf::error load(caf::deserializer& source, MessageKind kind, Envelope& envelope);

/// For logs: kind and tag. A share has no formatter.
[[nodiscard]] std::string description(MessageKind kind, const Header& header);

template <class Inspector, MessageKind kind>
typename Inspector::result_type inspect(Inspector& f, Message<kind>& message) {
  if constexpr (std::is_base_of_v<caf::serializer, Inspector>) {
    return save(f, kind, message.envelope);
  } else if constexpr (std::is_base_of_v<caf::deserializer, Inspector>) {
    return load(f, kind, message.envelope);
  } else {
    return f(description(kind, message.envelope.header));
  }
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, Start&) {
  return f(caf::meta::type_name("fathom::Start"));
}

}  // namespace fathom

CAF_BEGIN_TYPE_ID_BLOCK(fathom, first_custom_type_id)
CAF_ADD_TYPE_ID(fathom, (fathom::KeyMessage))
CAF_ADD_TYPE_ID(fathom, (fathom::Credit))
CAF_ADD_TYPE_ID(fathom, (fathom::InputShare))
CAF_ADD_TYPE_ID(fathom, (fathom::Material))
CAF_ADD_TYPE_ID(fathom, (fathom::Opening))
CAF_ADD_TYPE_ID(fathom, (fathom::Reveal))
CAF_ADD_TYPE_ID(fathom, (fathom::OutputShare))
CAF_ADD_TYPE_ID(fathom, (fathom::MaterialRequest))
CAF_ADD_TYPE_ID(fathom, (fathom::Start))
CAF_END_TYPE_ID_BLOCK(fathom)
