#pragma once

#include <cstdint>

#include "metrics/units.hpp"

namespace fathom {

/// The congestion window of one connection of the model `tcp`, in segments, as the kernel has it.
/// [RFC 5681; RFC 6928: ten segments at first; RFC 9438: CUBIC with HyStart]
///
/// What it lets pass are flights: a window's segments, which leave one behind the other; the next
/// flight may begin a round trip after this one began, when its first acknowledgement is back. A
/// flight that was sent whole doubles the window, until one takes longer than half a round trip to
/// leave (HyStart): from there on it grows by a twentieth, as long as nothing is lost. After a
/// pause of D > RTO the window is halved for each RTO in it, down to ten; RTO is 200 ms and the
/// round trip, or what the last flight took to leave if that was longer. [Linux: tcp_cubic.c,
/// tcp_slow_start_after_idle]
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

 private:
  void shrink(SimDuration idle);
  void grow(SimDuration segment);
  void find_threshold(SimDuration segment);
  void take_freely(SimTime now, std::int64_t wanted, SimDuration segment);

  SimDuration round_trip_;
  std::int64_t greatest_;
  std::int64_t window_;
  std::int64_t left_ = 0;     ///< of the present flight
  std::int64_t counted_ = 0;  ///< acknowledged segments since the window last grew slowly
  static constexpr std::int64_t kNoThreshold = INT64_MAX;
  std::int64_t threshold_ = kNoThreshold;  ///< where slow start ended, and ends again
  SimDuration flight_length_;              ///< what the last flight took to leave, by itself
  SimTime flight_;                         ///< when it began
  SimTime last_sent_;
  bool is_new_ = true;
};

}  // namespace fathom
