#include "actors/deployment/remote_wire.hpp"

#include <caf/all.hpp>
#include <utility>

#include "actors/deployment/local_messages.hpp"
#include "actors/deployment/message_frame.hpp"
#include "actors/messages/meter.hpp"
#include "metrics/errors.hpp"

namespace fathom {

RemoteWire::RemoteWire(caf::actor_config& config, PartyId from, PartyId to)
    : actor_proxy(config), from_(from), to_(to) {}

void RemoteWire::connect(caf::actor switchboard, OnSent on_sent) {
  switchboard_ = std::move(switchboard);
  on_sent_ = std::move(on_sent);
}

void RemoteWire::enqueue(caf::mailbox_element_ptr element, caf::execution_unit* context) {
  if (element->content().type_token() == caf::make_type_token<caf::exit_msg>()) {
    handle_system_message(*element, context, false);
    return;
  }
  auto frame = std::make_shared<OutgoingFrame>(frame_of(home_system(), from_, to_, *element));
  on_sent_(to_, *envelope_in(*element), Bytes{static_cast<std::int64_t>(frame->size())});
  caf::anon_send(switchboard_, Outgoing{to_, std::move(frame)});
}

void RemoteWire::kill_proxy(caf::execution_unit* context, caf::error reason) {
  cleanup(std::move(reason), context);
}

std::map<PartyId, caf::actor> remote_wires(caf::actor_system& system, PartyId from,
                                           const std::set<PartyId>& parties) {
  std::map<PartyId, caf::actor> wires;
  for (const PartyId to : parties) {
    if (to == from) continue;
    caf::actor_config config{system.dummy_execution_unit()};
    wires[to] = caf::make_actor<RemoteWire, caf::actor>(system.next_actor_id(), system.node(),
                                                        &system, config, from, to);
  }
  return wires;
}

RemoteWire* remote_wire(const caf::actor_control_block* actor) {
  if (actor == nullptr) return nullptr;
  return dynamic_cast<RemoteWire*>(const_cast<caf::actor_control_block*>(actor)->get());
}

}  // namespace fathom
