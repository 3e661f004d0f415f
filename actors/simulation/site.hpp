#pragma once

#include <caf/actor.hpp>
#include <caf/scheduled_actor.hpp>
#include <map>

#include "actors/network/host.hpp"
#include "actors/network/host_clock.hpp"
#include "metrics/party_id.hpp"

namespace fathom {

/// Where a party lives: its host, the time there, which hosts of one machine have in common, its
/// actor, and the wires that lead to it.
struct Site {
  Site(PartyId id_of_party, HostId id_of_host, HostClock& clock_of_machine)
      : party(id_of_party), host(id_of_host), clock(clock_of_machine) {}

  PartyId party;
  HostId host;
  HostClock& clock;
  caf::actor actor;                        ///< none before it is added, and after its end
  caf::scheduled_actor* target = nullptr;  ///< the same
  caf::actor_id actor_id = caf::invalid_actor_id;
  bool told = false;                    ///< of its end, whoever wants to hear of it
  std::map<PartyId, caf::actor> wires;  ///< by the party that uses them
};

}  // namespace fathom
