#include "experiments/timeline_file.hpp"

#include <fmt/format.h>

#include <iostream>

#include "metrics/errors.hpp"
#include "metrics/timeline_export/trace_file.hpp"
#include "nn/data/file.hpp"

namespace fathom {

void check_timeline_length(const Ledger& predicted) {
  const Messages messages = predicted.total().traffic.messages;
  if (messages <= kMostInTimeline) return;
  throw UserError(
      fmt::format("--timeline: the run sends {} messages, and a timeline holds at most {}; take "
                  "fewer steps, for example by --samples, --requests or --providers",
                  messages.count(), kMostInTimeline.count()));
}

void write_timeline_file(const std::string& file, const EventLog& log, const RunReport& report) {
  write_file(file, [&](const PutBytes& put) {
    write_trace(log, report.info, report.layers,
                [&put](std::string_view text) { put(bytes_in(text)); });
  });
  std::cerr << "the timeline was written to " << file << ": open it at ui.perfetto.dev\n";
}

}  // namespace fathom
