#pragma once

#include <caf/actor.hpp>
#include <caf/actor_proxy.hpp>
#include <functional>
#include <map>
#include <set>

#include "metrics/party_id.hpp"
#include "metrics/units.hpp"
#include "protocol/envelope.hpp"

namespace fathom {

/// The handle "that party's actor, in another process": an actor like any other to whoever sends to
/// it, as a wire of the simulation is. It takes the messages of the protocol and nothing else, and
/// gives them to the switchboard as frames, written by CAF's serializer.
class RemoteWire final : public caf::actor_proxy {
 public:
  /// Hears of every message that is sent, with the size of its frame.
  using OnSent = std::function<void(PartyId to, const Envelope& envelope, Bytes message)>;
  RemoteWire(caf::actor_config& config, PartyId from, PartyId to);

  void enqueue(caf::mailbox_element_ptr element, caf::execution_unit* context) override;
  void kill_proxy(caf::execution_unit* context, caf::error reason) override;
  [[nodiscard]] const char* name() const override { return "remote_wire"; }

  [[nodiscard]] PartyId to() const { return to_; }
  /// Before anything is sent by it.
  void connect(caf::actor switchboard, OnSent on_sent);

 private:
  PartyId from_, to_;
  caf::actor switchboard_;
  OnSent on_sent_;
};

/// Those of one party to all others.
[[nodiscard]] std::map<PartyId, caf::actor> remote_wires(caf::actor_system& system, PartyId from,
                                                         const std::set<PartyId>& parties);
/// What stands behind such a handle; null for another actor.
[[nodiscard]] RemoteWire* remote_wire(const caf::actor_control_block* actor);

}  // namespace fathom
