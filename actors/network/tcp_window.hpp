#pragma once

#include <cstdint>

#include "metrics/units.hpp"

namespace fathom {

/// The congestion window of one connection of the model `tcp`, in segments, as the kernel's slow
/// start has it. [RFC 5681; RFC 6928: ten segments at first]
///
/// What it lets pass are flights: a window's segments, which leave one behind the other; the next
/// flight may begin a round trip after this one began, when its first acknowledgement is back. A
/// flight that was sent whole doubles the window. After a pause of D > RTO (round trip + 200 ms)
/// the window is halved for each RTO in it, down to ten. [Linux: tcp_slow_start_after_idle]
class TcpWindow {
 public:
  /// The window never exceeds `greatest`, in bytes of messages.
  TcpWindow(SimDuration round_trip, Bytes greatest);

  /// A connection that has carried nothing yet.
  [[nodiscard]] bool is_new() const { return is_new_; }
  /// What it takes to open one: a round trip, and one more for TLS.
  [[nodiscard]] SimDuration handshake(bool tls) const;

  /// How many of the `wanted` segments may leave now, one behind the other; 0: none before
  /// `opens_at`. `segment` is what one takes with the path to itself: where a window takes a round
  /// trip to leave, acknowledgements come in time and all may leave.
  std::int64_t take(SimTime now, std::int64_t wanted, SimDuration segment);
  [[nodiscard]] SimTime opens_at() const { return flight_ + round_trip_; }

  /// What was taken has left.
  void on_sent(SimTime now) { last_sent_ = now; }

  [[nodiscard]] std::int64_t segments() const { return window_; }

 private:
  void shrink(SimDuration idle);
  void take_freely(SimTime now, std::int64_t wanted);

  SimDuration round_trip_;
  std::int64_t greatest_;
  std::int64_t window_;
  std::int64_t left_ = 0;  ///< of the present flight
  SimTime flight_;         ///< when it began
  SimTime last_sent_;
  bool is_new_ = true;
};

}  // namespace fathom
