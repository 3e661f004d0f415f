#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "actors/replay/recorded_run.hpp"

namespace fathom {

using Json = nlohmann::json;

/// The pieces of a recorded run's file. Reading throws TraceFault for what is no such thing.
struct TraceFault {
  std::string what;
};

/// A value as a sentence shows it: on a line and short, however long or deep it is.
[[nodiscard]] std::string shown(const Json& json);

[[nodiscard]] Json to_json(const TraceEvent& event);
[[nodiscard]] TraceEvent event_of(const Json& json);

/// Everything but the strands.
[[nodiscard]] Json head_of(const RecordedRun& run);
/// Returns how many strands follow.
[[nodiscard]] std::size_t read_head(const Json& json, RecordedRun& run);

/// An integer between bounds.
[[nodiscard]] std::int64_t integer(const Json& json, std::int64_t least = 0,
                                   std::int64_t most = INT64_MAX);
[[nodiscard]] std::uint64_t word(const Json& json);
[[nodiscard]] PartyId party_of(const Json& json);
[[nodiscard]] Label label_of(const Json& label, const Json& step);

}  // namespace fathom
