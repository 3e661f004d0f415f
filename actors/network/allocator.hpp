#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "actors/network/endpoint_classes.hpp"
#include "actors/network/lone_transfer.hpp"
#include "actors/network/transfer_groups.hpp"
#include "actors/network/transfer_rate.hpp"

namespace fathom {

/// Shares the links of the hosts out between the connections that have something to send: max-min
/// fair over the egress of the source, the ingress of the destination and the connection's own cap.
/// All in integers, exact at nanosecond steps: amounts and rates as in `transfer_rate.hpp`,
/// finishing times rounded up.
///
/// An event costs O(log transfers + groups): connections that stand in the same place are handled
/// as one (`EndpointClasses`, `TransferGroups`), to the same nanosecond as if each were followed on
/// its own. One that is alone is not grouped at all (`LoneTransfer`).
///
/// The caller drives it: change what is active (`start`, `stop`), then `settle`, then come back at
/// the time that it answers, with `take_finished`. Times passed in never fall.
class Allocator {
 public:
  EndpointId add_source(TransferRate egress);
  EndpointId add_destination(TransferRate ingress);

  /// At least one of the three limits must be finite: other connections need no allocator.
  ConnectionId add_connection(EndpointId source, EndpointId destination, TransferRate cap);

  /// Begins a transfer. A connection carries one at a time; after `take_finished` it may begin the
  /// next at once, which leaves the rates as they are.
  void start(ConnectionId connection, Bytes bytes, SimTime now);

  /// The connection, whose transfer is finished, has no other: it gives up its share.
  void stop(ConnectionId connection, SimTime now);

  /// The connections whose transfers are finished by `now`, in order of connection. Each must then
  /// be started again or stopped before the next `settle`. Valid until the next call.
  const std::vector<ConnectionId>& take_finished(SimTime now);

  /// Brings the rates up to date, once for all changes of an instant. Returns when the next
  /// transfer is finished if nothing changes before. Throws UserError if a share falls below the
  /// least rate.
  std::optional<SimTime> settle(SimTime now);

  /// The present rate of a connection, as of the last `settle`; 0 if it is not active.
  [[nodiscard]] TransferRate rate(ConnectionId connection) const {
    return lone_ && lone_->connection == connection ? lone_->rate : groups_.rate(connection);
  }

 private:
  struct Connection {
    EndpointId source = EndpointClasses::kNoEndpoint;
    EndpointId destination = EndpointClasses::kNoEndpoint;
    TransferRate cap;
    std::uint32_t source_position = 0;  ///< in the list of its source's active connections
    std::uint32_t destination_position = 0;
  };
  using Position = std::uint32_t Connection::*;

  [[nodiscard]] TransferRate rate_alone(const Connection& connection) const;
  void enter(ConnectionId id);
  void group_lone();
  void advance(SimTime now);
  void enlist(EndpointId endpoint, ConnectionId connection, Position position);
  void delist(EndpointId endpoint, ConnectionId connection, Position position);
  bool reclassify(EndpointId endpoint, EndpointId Connection::*far_end);
  void regroup(const Connection& changed);
  void place(ConnectionId connection);

  EndpointClasses classes_;
  TransferGroups groups_;
  std::vector<Connection> connections_;
  std::vector<std::vector<ConnectionId>> active_{1};  ///< by endpoint; none is kept for kNoEndpoint
  std::vector<ConnectionId> finished_;
  std::optional<LoneTransfer> lone_;  ///< then no connection is in a group
  std::size_t grouped_ = 0;           ///< connections
  SimTime now_;
  bool settled_ = true;
};

}  // namespace fathom
