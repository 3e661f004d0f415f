#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "actors/network/network_spec.hpp"
#include "metrics/timeline.hpp"

namespace fathom {

/// What a parameter is multiplied by.
struct Factor {
  std::int64_t numerator = 1;
  std::int64_t denominator = 1;
};

/// Something about a network that a what-if study turns.
struct NetworkParameter {
  std::string_view name;
  std::string_view meaning;
  /// Its value where all hosts have one, for people.
  std::string (*value)(const NetworkSpec& network);
  void (*scale)(NetworkSpec& network, Factor factor);
  /// As good as can be: no latency, no limit. Of compute speed nothing: then compute is free.
  void (*make_ideal)(NetworkSpec& network);
  /// The parts of a critical path that shrink as it grows, or grow with it.
  std::span<const TimePart> parts;
  bool grows_with_it = false;  ///< latency does: more of it takes longer
};

/// latency, bandwidth, compute_speed and producer_rate.
[[nodiscard]] std::span<const NetworkParameter> network_parameters();

/// All one-way latencies, longer by this.
void add_latency(NetworkSpec& network, SimDuration more);

}  // namespace fathom
