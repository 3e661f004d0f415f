#pragma once

#include "actors/replay/json_fields.hpp"
#include "actors/replay/recorded_run.hpp"

namespace fathom {

/// The pieces of a recorded run's file. Reading throws TraceFault.

[[nodiscard]] Json to_json(const TraceEvent& event);
[[nodiscard]] TraceEvent event_of(const Json& json);

/// Everything but the strands.
[[nodiscard]] Json head_of(const RecordedRun& run);
/// Returns how many strands follow.
[[nodiscard]] std::size_t read_head(const Json& json, RecordedRun& run);

}  // namespace fathom
