#pragma once

#include <memory>
#include <vector>

#include "experiments/validation/connection.hpp"
#include "experiments/validation/packet_relay.hpp"
#include "experiments/validation/point.hpp"

namespace fathom {

/// One run of a point over the kernel's TCP.
struct Sample {
  SimDuration duration;     ///< from the first byte's departure to the last one's arrival
  Connection::State state;  ///< of the first connection, right before; nothing if it was cold
  std::int64_t retransmitted_segments = 0;  ///< of all connections, in all phases
};

/// The samples of each point, in the order of `points`.
using Samples = std::vector<std::vector<Sample>>;

/// The kernel's TCP over an emulated network of up to five hosts.
class KernelNetwork {
 public:
  /// Throws EmulationUnavailable.
  KernelNetwork();

  /// Runs a point once. Throws std::runtime_error when it does not come to an end.
  [[nodiscard]] Sample run(const Point& point);

  /// How far the relay kept to its times, over all points so far.
  [[nodiscard]] RelayLateness lateness();

 private:
  [[nodiscard]] Sample run_scenario(const Point& point);
  void use(LinkSpec link);
  void stop_relay();

  std::vector<NetworkNamespace> hosts_;
  std::unique_ptr<PacketRelay> relay_;
  LinkSpec link_;
  RelayLateness lateness_;
};

}  // namespace fathom
