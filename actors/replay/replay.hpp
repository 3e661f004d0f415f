#pragma once

#include <memory>

#include "actors/job.hpp"
#include "actors/replay/player.hpp"
#include "actors/replay/recorded_run.hpp"

namespace fathom {

/// A recorded run on a network, perhaps another one: it ends at the same nanosecond as the run
/// itself would have there, with the same tables and digests.
class Replay {
 public:
  /// The run must outlive the replay. `seed` is that of jitter. Throws UserError where the network
  /// would change what was recorded.
  /// `costs` are those of the model `modelled`, the built-in ones where there are none; `log` is as
  /// in JobSpec.
  Replay(const RecordedRun& run, const NetworkSpec& network, Compute compute, std::uint64_t seed,
         std::shared_ptr<const CostTable> costs = nullptr, EventLog* log = nullptr);

  /// Plays it to the end. Throws ProtocolError where a damaged trace cannot go on.
  void play();

  [[nodiscard]] SimTime end() const { return job_.observation().timeline().end(); }
  /// What it did there, at any instant.
  [[nodiscard]] const Observation& observation() const { return job_.observation(); }
  /// The run there, for the tables; it refers to this replay.
  [[nodiscard]] RunReport report() const;

 private:
  [[nodiscard]] JobSpec job_spec(const NetworkSpec& network, Compute compute, std::uint64_t seed,
                                 std::shared_ptr<const CostTable> costs, EventLog* log);

  void note(Milestone milestone, std::uint64_t number, SimTime time);

  const RecordedRun& run_;
  RunReport report_;  ///< before it is measured
  Player player_;
  Job job_;
};

}  // namespace fathom
