#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "experiments/replay_options.hpp"
#include "experiments/whatif/network_parameter.hpp"
#include "metrics/columns.hpp"

namespace fathom {

/// When a recorded run ends on a network; with `free_compute`, if work took no time.
using EndOn = std::function<SimTime(const NetworkSpec& network, bool free_compute)>;
[[nodiscard]] EndOn end_of_replays(const RecordedRun& run, const ReplayOptions& options);

/// How the duration of a run follows one parameter.
struct Sensitivity {
  const NetworkParameter* parameter = nullptr;
  std::string value;  ///< now
  /// Part of the duration per part of the parameter: 1 % more of it takes so many % longer. From
  /// the run's ends with a thousandth less and more of it.
  double elasticity = 0;
  /// Of latency: by how much later the run ends, for each unit that every latency is longer: the
  /// messages that the critical path follows, each once (model `tcp`: and the flights that wait for
  /// acknowledgements, twice).
  std::optional<double> messages;
  /// The run's duration with a tenth, half, twice and ten times of it, and the ideal of it.
  SimDuration tenth, half, twice, tenfold, ideal;
};

/// Of all parameters that play a part, by runs on changed networks. Each calls `note` once.
[[nodiscard]] std::vector<Sensitivity> sensitivities(const NetworkSpec& network, SimTime end,
                                                     const EndOn& end_on,
                                                     const std::function<void()>& note);

/// The step by which every latency grows to see what it costs: so small that another path hardly
/// becomes the critical one, so large that the rounding of single messages to nanoseconds does not
/// count.
inline constexpr SimDuration kLatencyStep{1'000};

}  // namespace fathom
