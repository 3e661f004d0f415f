#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "experiments/validation/link_schedule.hpp"
#include "metrics/units.hpp"

namespace fathom {

/// Who sends to whom: one host to one; four to one; one to two.
enum class TrafficPattern : std::uint8_t { message, uploads, fan_out };

/// What a connection has done before: nothing; grown its window; that, and then nothing for 1 s.
enum class ConnectionState : std::uint8_t { cold, warm, pause };

[[nodiscard]] std::string_view to_string(TrafficPattern traffic);
[[nodiscard]] std::string_view to_string(ConnectionState state);
/// Throw UserError, listing the names.
[[nodiscard]] TrafficPattern traffic_named(std::string_view name);
[[nodiscard]] ConnectionState connection_state_named(std::string_view name);

/// One point of the comparison: all connections send one message of this size at one instant.
struct Point {
  TrafficPattern traffic = TrafficPattern::message;
  ConnectionState state = ConnectionState::cold;
  Bytes size;  ///< framed, without TCP's and IP's headers
  LinkSpec link;

  bool operator==(const Point&) const = default;
};

/// For people: "message cold, 16384 B, 20Mbit/s, 5ms".
[[nodiscard]] std::string to_string(const Point& point);

/// What happens at a point, for the kernel and the simulation alike: in each phase all connections
/// send one message, a pause after all earlier ones have arrived. The last phase is what counts.
struct Scenario {
  struct Pair {
    std::size_t from = 0;  ///< index of a host
    std::size_t to = 0;
  };
  struct Phase {
    SimDuration pause;
    Bytes message;
  };
  std::vector<std::string> hosts;  ///< names
  std::vector<Pair> pairs;
  std::vector<Phase> phases;
};
[[nodiscard]] Scenario scenario_of(const Point& point);

}  // namespace fathom
