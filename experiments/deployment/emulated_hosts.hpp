#pragma once

#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "actors/deployment/deployment.hpp"
#include "experiments/validation/network_namespace.hpp"
#include "experiments/validation/packet_relay.hpp"

namespace fathom {

/// A host of its own for each party of a job: network namespaces, joined by a relay of a rate and a
/// latency, on this machine's cores. For processes that enter them.
class EmulatedHosts {
 public:
  /// `line` is such as latency=10ms,bandwidth=100Mbit/s. Throws UserError, and EmulationUnavailable
  /// where this machine has no such hosts.
  EmulatedHosts(const std::string& line, const std::set<PartyId>& parties);

  /// The network to simulate for such a line: the same link, and hosts that share this machine's
  /// cores.
  [[nodiscard]] static std::string simulated_line(const std::string& line);

  /// Where a party listens.
  [[nodiscard]] Endpoint endpoint(PartyId party) const;
  /// How far the link kept to its times; nothing passes it from then on.
  [[nodiscard]] RelayLateness stop() { return relay_->stop(); }
  /// The calling process goes to a party's host.
  void enter(PartyId party) const;

 private:
  [[nodiscard]] std::size_t index(PartyId party) const;

  std::vector<PartyId> parties_;
  std::vector<NetworkNamespace> hosts_;
  std::unique_ptr<PacketRelay> relay_;
};

}  // namespace fathom
