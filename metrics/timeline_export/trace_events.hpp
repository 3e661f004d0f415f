#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "metrics/units.hpp"

namespace fathom {

/// A row of slices: a thread of a process, as the format has it. No two threads have one number,
/// and none has a process's, for readers name threads by their numbers alone.
struct Track {
  std::uint32_t process = 0;
  std::uint32_t thread = 0;
};

/// Writes events in the JSON of the Trace Event Format, which Perfetto and the tools of Chrome
/// open, one event a line. Timestamps are microseconds with three decimals, so that nanoseconds
/// stay exact. Slices are pairs of B and E, which have no durations for a reader to round: those
/// that share an end share its digits, and so always nest. [Trace Event Format, Google,
/// "CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU"]
class TraceEvents {
 public:
  using Args = nlohmann::ordered_json;
  /// Takes what is written, piece by piece.
  using Put = std::function<void(std::string_view text)>;

  explicit TraceEvents(Put put);

  /// Processes and their tracks stand in the order of their names' events.
  void name_process(std::uint32_t process, const std::string& name);
  void name_track(Track track, const std::string& name);

  /// Slices of a track are begun and ended in order of time, the last begun first ended.
  void begin(Track track, SimTime time, const std::string& name, const Args& args);
  void end(Track track, SimTime time);
  /// A slice of no length.
  void moment(Track track, SimTime time, const std::string& name, const Args& args);
  /// An arrow from the moment that was written last to one that is still to be written; its finish
  /// comes right after that.
  void start_arrow(Track track, SimTime time, std::uint32_t number);
  void finish_arrow(Track track, SimTime time, std::uint32_t number);
  /// From `time` on the counter has that value.
  void count(std::uint32_t process, SimTime time, const std::string& name, const std::string& unit,
             std::int64_t value);

  /// The end of the file; `about` says what it is about.
  void finish(const Args& about);

 private:
  void event(char kind, Track track, SimTime time, const std::string& rest);
  void name(const char* what, Track track, const std::string& name);
  void put(std::string_view text);

  Put put_;
  std::string buffer_;
  std::int64_t events_ = 0;
  std::int64_t named_ = 0;
};

}  // namespace fathom
