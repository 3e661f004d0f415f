#pragma once

#include <string>
#include <vector>

#include "actors/network/host.hpp"
#include "actors/network/unique_function.hpp"
#include "metrics/message_life.hpp"
#include "metrics/units.hpp"

namespace fathom {

/// What one ordered pair of hosts carried so far. Counts messages whose last byte has left.
struct LinkStatistics {
  HostId from;
  HostId to;
  Bandwidth bandwidth;  ///< what a connection alone gets: the least of egress, ingress and cap
  Messages messages;
  Bytes wire;
  SimDuration busy;  ///< time with a message at the head; over the elapsed time: the utilisation
};

/// A model of the network between hosts: takes messages and delivers them later, on an event queue.
/// There is one connection for each ordered pair of hosts, and its messages arrive in the order in
/// which they were sent, even those that arrive at one instant.
class Network {
 public:
  using DeliverCallback = UniqueFunction<const MessageLife&>;

  Network() = default;
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;
  virtual ~Network() = default;

  /// Adds a host. Its name says what it is in the network's description: `server0`, `provider12`.
  virtual HostId add_host(std::string name) = 0;

  /// Sends `wire` bytes at the time `sent`, which may lie in the future; messages of one pair that
  /// are sent at one instant keep the order of these calls. `deliver` runs when the last byte has
  /// arrived. A message to the own host arrives at once and is not counted.
  virtual void transmit(HostId from, HostId to, SimTime sent, Bytes wire,
                        DeliverCallback deliver) = 0;

  /// One entry for each ordered pair that carried a message, ordered by (from, to).
  [[nodiscard]] virtual std::vector<LinkStatistics> link_statistics() const = 0;
};

}  // namespace fathom
