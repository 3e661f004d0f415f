#pragma once

#include <string>

#include "metrics/tables.hpp"
#include "metrics/timeline_export/event_log.hpp"

namespace fathom {

/// Most messages of a run whose timeline is written: as many of a training make a file of about
/// half a gigabyte, and Perfetto's page holds all of it in memory.
inline constexpr Messages kMostInTimeline{250'000};

/// Before a run with the option --timeline, of which it is predicted that it sends so many
/// messages. Throws UserError where they are too many.
void check_timeline_length(const Ledger& predicted);

/// Writes the file, whole or not at all, and says so on standard error. Throws UserError.
void write_timeline_file(const std::string& file, const EventLog& log, const RunReport& report);

}  // namespace fathom
