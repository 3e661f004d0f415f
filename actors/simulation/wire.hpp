#pragma once

#include <caf/actor.hpp>
#include <caf/actor_proxy.hpp>

#include "actors/simulation/courier.hpp"
#include "actors/simulation/site.hpp"

namespace fathom {

/// The handle "that party's actor as seen from this host": an actor like any other to whoever sends
/// to it, but what it is sent goes over the network. The receiver sees as sender the wire that
/// leads back, so that a reply goes over the network too. It carries the messages of the protocol
/// and nothing else.
///
/// It can be monitored and linked: it ends when its party's actor ends, at that instant, with the
/// same reason. What is sent by it afterwards is still carried, for it was sent.
class Wire final : public caf::actor_proxy {
 public:
  Wire(caf::actor_config& config, Courier& courier, Site& from, Site& to);

  /// The wire by which `from` reaches `to`; there is one.
  [[nodiscard]] static caf::actor between(caf::actor_system& system, Courier& courier, Site& from,
                                          Site& to);

  void enqueue(caf::mailbox_element_ptr element, caf::execution_unit* context) override;
  void kill_proxy(caf::execution_unit* context, caf::error reason) override;
  [[nodiscard]] const char* name() const override { return "wire"; }

 private:
  [[nodiscard]] caf::strong_actor_ptr way_back(const caf::strong_actor_ptr& sender);

  Courier& courier_;
  Site& from_;
  Site& to_;
  caf::actor_control_block* reverse_ = nullptr;  ///< kept alive by its site, as this wire is
};

}  // namespace fathom
