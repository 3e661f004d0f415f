#pragma once

#include <optional>
#include <vector>

#include "metrics/timeline_export/event_log.hpp"
#include "metrics/timeline_export/trace_events.hpp"

namespace fathom {

/// Writes a party's time as slices in slices: step, layer and pass, operation (of one phase and
/// material), and innermost what the time went into. A slice ends where its own label, or one
/// around it, changes.
class Slices {
 public:
  /// All are referred to.
  Slices(TraceEvents& events, const EventLog& log, const LayerNames& layers)
      : events_(events), log_(log), layers_(layers) {}

  void write(Track track, const std::vector<TimePiece>& pieces) const;

 private:
  void begin(Track track, std::size_t level, const TimePiece& piece) const;
  [[nodiscard]] std::string layer_name(const Label& label) const;
  void begin_part(Track track, const TimePiece& piece) const;

  TraceEvents& events_;
  const EventLog& log_;
  const LayerNames& layers_;
};

}  // namespace fathom
