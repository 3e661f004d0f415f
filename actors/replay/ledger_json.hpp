#pragma once

#include <map>

#include "actors/replay/json_fields.hpp"
#include "metrics/recorder.hpp"

namespace fathom {

/// What a run counts, in a file of a recorded run. Reading throws TraceFault.

[[nodiscard]] Json ledger_json(const Ledger& ledger);
void read_ledger(const Json& json, Ledger& ledger);

[[nodiscard]] Json reveals_json(const std::map<RevealKey, RevealCount>& reveals);
[[nodiscard]] std::map<RevealKey, RevealCount> reveals_of(const Json& rows);

[[nodiscard]] Json bounds_json(const BoundRows& bounds);
[[nodiscard]] BoundRows bounds_of(const Json& rows);

[[nodiscard]] Json truncations_json(const std::map<Label, TruncationCounts>& truncations);
[[nodiscard]] std::map<Label, TruncationCounts> truncations_of(const Json& rows);

}  // namespace fathom
