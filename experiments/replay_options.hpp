#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <memory>
#include <optional>

#include "actors/replay/replay.hpp"
#include "experiments/options.hpp"

namespace fathom {

/// Where recorded runs are played: on their own network and with their own compute, unless options
/// say otherwise.
struct ReplayOptions {
  NetworkOptions network;
  std::optional<std::uint64_t> seed;  ///< of the jitter; nothing: the recorded run's

  ReplayOptions();
  void add_to(CLI::App& app);

  /// Whether nothing was chosen: runs are played where they were recorded.
  [[nodiscard]] bool as_it_was() const;
  /// The network that a run is played on. Throws UserError.
  [[nodiscard]] NetworkSpec network_of(const RecordedRun& run) const;
  /// Whether `network` and the other conditions are those that the run was recorded under.
  [[nodiscard]] bool as_recorded(const RecordedRun& run, const NetworkSpec& network) const;

  /// The run, played on `network` to its end; it must outlive the replay, and so must `log`, as in
  /// JobSpec. Throws UserError.
  [[nodiscard]] std::unique_ptr<Replay> play(const RecordedRun& run, const NetworkSpec& network,
                                             EventLog* log = nullptr) const;

 private:
  [[nodiscard]] NetworkOptions with_compute_of(const RecordedRun& run) const;
};

}  // namespace fathom
