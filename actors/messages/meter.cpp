#include "actors/messages/meter.hpp"

#include <caf/detail/serialized_size.hpp>
#include <typeinfo>
#include <utility>

#include "actors/messages/message.hpp"
#include "metrics/errors.hpp"

namespace fathom {
namespace {

template <std::size_t... kinds>
constexpr auto message_types(std::index_sequence<kinds...>) {
  return std::array<const std::type_info*, kMessageKinds>{
      &typeid(Message<static_cast<MessageKind>(kinds)>)...};
}

template <class Count>
Bytes counted(caf::actor_system& system, Count&& count) {
  caf::detail::serialized_size_inspector counter(system);
  ensure(!count(counter), "meter: a message cannot be serialised");
  return Bytes{static_cast<std::int64_t>(counter.result())};
}

}  // namespace

const Envelope* envelope_in(const caf::message_view& element) {
  static constexpr auto kTypes = message_types(std::make_index_sequence<kMessageKinds>());
  static_assert(sizeof(Opening) == sizeof(Envelope), "a message is its envelope and nothing else");
  const caf::type_erased_tuple& content = element.content();
  if (content.size() != 1) return nullptr;
  const std::type_info* type = content.type(0).second;
  if (type == nullptr) return nullptr;
  for (const std::type_info* known : kTypes) {
    if (type == known) return static_cast<const Envelope*>(content.get(0));
  }
  return nullptr;
}

MeteredMessage Meter::operator()(const caf::mailbox_element& element) {
  const Envelope* envelope = envelope_in(element);
  ensure(envelope != nullptr, "meter: only the eight messages of the protocol may cross a wire");
  const Bytes content =
      counted(system_, [&](caf::serializer& sink) { return element.content().save(0, sink); });
  std::optional<Bytes>& name = names_[static_cast<std::size_t>(envelope->header.kind)];
  if (!name) name = count_name(element, content);
  return {envelope, Framing::kTransport + *name + content};
}

Bytes Meter::count_name(const caf::mailbox_element& element, Bytes content) const {
  return counted(
             system_,
             [&](caf::serializer& sink) { return caf::message::save(sink, element.content()); }) -
         content;
}

}  // namespace fathom
