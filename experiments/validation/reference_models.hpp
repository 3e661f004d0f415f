#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "metrics/units.hpp"

namespace fathom {

/// Other people's models of one transfer, for comparison only. Each is its closed form for a
/// message that is alone on its path; latencies are one way, results rounded to the nanosecond.

/// The window that SimGrid takes for TCP's greatest, gamma.
inline constexpr Bytes kTcpGamma{4'194'304};

/// CM02, fluid TCP: L + m / min(B, gamma / 2L); without `gamma` no window limits the rate.
/// [Casanova, Marchal: A network model for simulation of grid applications, 2002]
[[nodiscard]] SimDuration cm02(Bytes message, Bandwidth bandwidth, SimDuration latency,
                               std::optional<Bytes> gamma = kTcpGamma);

/// LV08, SimGrid's default: 13.01 L + m / (0.97 min(B, gamma / 2L) / 1.05). Its factors were fitted
/// to transfers of 100 kB and more that begin with TCP's slow start.
/// [Velho, Legrand: Accuracy study and improvement of network simulation in SimGrid, 2009]
[[nodiscard]] SimDuration lv08(Bytes message, Bandwidth bandwidth, SimDuration latency);

/// LogGP: a send costs o, the message arrives L + (s - 1) G after the end of that o, a receive
/// costs o; at least g lies between the beginnings of two sends, or of two receives, of one host.
/// [Alexandrov, Ionescu, Schauser, Scheiman: LogGP, 1995]
struct LogGp {
  SimDuration latency;       ///< L, one way
  SimDuration overhead;      ///< o
  SimDuration gap;           ///< g
  SimDuration gap_per_byte;  ///< G

  /// When each host of a binomial tree is finished that reduces messages of one size to host 0:
  /// host h sends to h without its lowest set bit. `hosts` is a power of two.
  [[nodiscard]] std::vector<SimTime> binomial_reduce(std::size_t hosts, Bytes message) const;
};

}  // namespace fathom
