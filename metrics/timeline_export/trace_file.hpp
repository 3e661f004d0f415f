#pragma once

#include "metrics/tables.hpp"
#include "metrics/timeline_export/event_log.hpp"
#include "metrics/timeline_export/trace_events.hpp"

namespace fathom {

/// Writes a run's timeline for Perfetto (ui.perfetto.dev). Each party is a process with two tracks:
/// its time as slices in slices (see Slices), and its messages, each a slice of no length where it
/// was sent and another where it arrived, with an arrow between them; so every arrow has a slice at
/// either end, whatever its party does meanwhile, even after its end. A last process counts what
/// the links carry (see link_rates).
void write_trace(const EventLog& log, const RunInfo& info, const LayerNames& layers,
                 TraceEvents::Put put);

}  // namespace fathom
