#pragma once

#include <netinet/in.h>

#include <cstdint>

#include "experiments/validation/descriptor.hpp"
#include "experiments/validation/network_namespace.hpp"
#include "metrics/units.hpp"

namespace fathom {

/// One TCP connection of the kernel between two emulated hosts, for messages one way. It is opened
/// by the first message. `send` and `receive` run on two threads; both give up at `deadline` with a
/// std::runtime_error.
class Connection {
 public:
  Connection(const NetworkNamespace& from, const NetworkNamespace& to);
  /// Resets it: nothing of it is under way in the next measurement.
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Sends a message at `start`. Returns when it began: before the first write, or, when the
  /// connection is new, before it was opened.
  SimTime send(SimTime start, Bytes message, SimTime deadline);

  /// Returns when its kernel had the last byte of a message of that size.
  SimTime receive(Bytes message, SimTime deadline);

  /// What the sender's kernel keeps.
  struct State {
    std::int64_t window_segments = 0;  ///< of congestion control
    std::int64_t threshold_segments = 0;
    std::int64_t retransmitted_segments = 0;  ///< since the connection was opened
    SimDuration round_trip;                   ///< smoothed
    SimDuration timeout;                      ///< of retransmission
  };
  [[nodiscard]] State state() const;

 private:
  void open(SimTime deadline);
  void accept(SimTime deadline);

  Descriptor sender_;
  Descriptor listener_;
  Descriptor receiver_;
  sockaddr_in address_{};
  bool open_ = false;
};

}  // namespace fathom
