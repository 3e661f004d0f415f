#pragma once

#include "metrics/units.hpp"

namespace fathom {

/// The life of one message, in virtual time; sent <= started <= transmitted <= delivered.
/// `transmitted - started` holds `alone` and `slow_start`.
struct MessageLife {
  SimTime sent;         ///< the sender handed it over
  SimTime started;      ///< it reached the head of its connection: its first byte may leave
  SimTime transmitted;  ///< its last byte left
  SimTime delivered;    ///< its last byte arrived: transmitted plus the one-way latency
  SimDuration alone{};  ///< what `transmitted - started` would be with the whole path to itself, a
                        ///< lower bound
  SimDuration setup{};  ///< of it, before `started`: the handshakes of its connection
  SimDuration slow_start{};  ///< when its connection's window let nothing pass

  /// Time behind earlier messages of its connection and through sharing links with other
  /// connections.
  [[nodiscard]] constexpr SimDuration queueing() const {
    return transmitted - sent - setup - slow_start - alone;
  }
  [[nodiscard]] constexpr SimDuration latency() const { return delivered - transmitted; }
};

}  // namespace fathom
