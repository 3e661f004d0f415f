#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "actors/faults/fault.hpp"
#include "actors/faults/fault_injector.hpp"
#include "actors/faults/party_watch.hpp"

namespace fathom {

/// A job to which faults happen, again and again: each run gets a program of its own.
struct FaultyJob {
  JobSpec spec;
  std::function<Program()> make_program;
  WaitLimits limits{SimDuration{30'000'000'000}, SimDuration{3'600'000'000'000}};
};

/// A run without a fault: what every other must come to, to the bit.
struct FaultFree {
  Outputs outputs;
  std::string content_digest;          ///< of all that passed the wires
  std::vector<MessageFacts> messages;  ///< in order of sending
  std::vector<PartyId> parties;        ///< with the providers
  SimTime end;
};
[[nodiscard]] FaultFree run_without_faults(const FaultyJob& job, std::uint8_t epoch = 0);

/// How a job to which faults happened ended.
enum class Ending : std::uint8_t {
  right,  ///< every party but those that crashed is done, and the results are right to the bit
  error,  ///< with an error that names party, layer and message, and no wrong result
  wrong,  ///< with another result, or an error that does not say where
  hung,   ///< not at all within the bound on virtual time
};
[[nodiscard]] std::string_view to_string(Ending ending);

struct FaultyEnd {
  Ending ending = Ending::right;
  std::vector<PartyFailure> failures;  ///< the first is the cause, the others were told
  std::string text;                    ///< the first error, or what is wrong
  SimTime end;
  std::int64_t injected = 0;  ///< how often a fault befell something
  std::int64_t refused = 0;   ///< messages of an earlier start that were refused
};

/// Runs the job with the plan's faults.
[[nodiscard]] FaultyEnd run_with_faults(const FaultyJob& job, const FaultPlan& plan,
                                        const FaultFree& right);

/// The same, and where that ends in an error the job starts anew, with new keys, while messages of
/// the start before still arrive, some of them for the second time. `right` are the fault-free runs
/// of both starts. The end of the second start, or of the first if it was right.
[[nodiscard]] FaultyEnd run_with_restart(const FaultyJob& job, const FaultPlan& plan,
                                         const std::array<FaultFree, 2>& right);

}  // namespace fathom
