#include "actors/simulation/wire.hpp"

#include <caf/all.hpp>
#include <utility>

#include "metrics/errors.hpp"

namespace fathom {

Wire::Wire(caf::actor_config& config, Courier& courier, Site& from, Site& to)
    : actor_proxy(config), courier_(courier), from_(from), to_(to) {}

caf::actor Wire::between(caf::actor_system& system, Courier& courier, Site& from, Site& to) {
  ensure(&from != &to, "a party needs no wire to itself");
  caf::actor& wire = to.wires[from.party];
  if (!wire) {
    caf::actor_config config{system.dummy_execution_unit()};
    wire = caf::make_actor<Wire, caf::actor>(system.next_actor_id(), system.node(), &system, config,
                                             courier, from, to);
  }
  return wire;
}

void Wire::enqueue(caf::mailbox_element_ptr element, caf::execution_unit* context) {
  if (element->content().type_token() == caf::make_type_token<caf::exit_msg>()) {
    handle_system_message(*element, context, false);
    return;
  }
  if (element->sender) element->sender = way_back(element->sender);
  courier_.send(from_, to_, std::move(element));
}

void Wire::kill_proxy(caf::execution_unit* context, caf::error reason) {
  cleanup(std::move(reason), context);
}

/// How the receiver can reply: by the wire that leads back; and if the sender passes on what
/// another party asked, by a wire to that party. Whoever lives on no host cannot be replied to.
caf::strong_actor_ptr Wire::way_back(const caf::strong_actor_ptr& sender) {
  const auto wire_to = [this](Site& site) {
    return caf::actor_cast<caf::strong_actor_ptr>(between(home_system(), courier_, to_, site));
  };
  if (sender->id() == from_.actor_id) {
    if (reverse_ == nullptr) reverse_ = wire_to(from_).get();
    return reverse_;
  }
  const auto* wire = dynamic_cast<const Wire*>(sender->get());
  return wire != nullptr && &wire->to_ != &to_ ? wire_to(wire->to_) : nullptr;
}

}  // namespace fathom
