#pragma once

#include "actors/faults/faulty_job.hpp"

namespace fathom {

/// A plan with one fault of a kind, drawn from a seed: which message, which party, how long; of
/// every order of magnitude, and up to longer than parties wait. `right` is the run that it is to
/// befall.
[[nodiscard]] FaultPlan draw_plan(FaultKind kind, std::uint64_t seed, const FaultFree& right);
/// A plan with two to five faults of the network and of hosts.
[[nodiscard]] FaultPlan draw_mixed_plan(std::uint64_t seed, const FaultFree& right);

/// Whether any message of the run can suffer such a fault.
[[nodiscard]] bool can_happen(FaultKind kind, const FaultFree& right);

}  // namespace fathom
