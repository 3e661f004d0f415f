#include "metrics/timeline_export/trace_events.hpp"

#include <fmt/format.h>

#include <utility>

namespace fathom {
namespace {

constexpr std::size_t kBuffer = std::size_t{64} * 1024;

std::string quoted(const std::string& text) { return TraceEvents::Args(text).dump(); }

/// Some readers stop at an event without a category, and find an arrow's two ends by category, name
/// and number.
std::string category(char kind) {
  switch (kind) {
    case 'M':
      return "__metadata";
    case 'B':
    case 'E':
      return "time";
    case 'C':
      return "link";
    default:
      return "message";
  }
}

std::string arrow(std::uint32_t number) {
  return fmt::format(R"(,"name":"message","id":{})", number);
}

}  // namespace

TraceEvents::TraceEvents(Put put) : put_(std::move(put)) { this->put(R"({"traceEvents":[)"); }

void TraceEvents::name_process(std::uint32_t process, const std::string& name) {
  const Track track{process, process};
  this->name("process", track, name);
}

void TraceEvents::name_track(Track track, const std::string& name) {
  this->name("thread", track, name);
}

void TraceEvents::name(const char* what, Track track, const std::string& name) {
  event('M', track, {},
        fmt::format(R"(,"name":"{}_name","args":{{"name":{}}})", what, quoted(name)));
  event('M', track, {},
        fmt::format(R"(,"name":"{0}_sort_index","args":{{"sort_index":{1}}})", what, ++named_));
}

void TraceEvents::begin(Track track, SimTime time, const std::string& name, const Args& args) {
  const std::string shown = args.empty() ? "" : R"(,"args":)" + args.dump();
  event('B', track, time, fmt::format(R"(,"name":{}{})", quoted(name), shown));
}

void TraceEvents::end(Track track, SimTime time) { event('E', track, time, ""); }

void TraceEvents::moment(Track track, SimTime time, const std::string& name, const Args& args) {
  event('X', track, time,
        fmt::format(R"(,"dur":0,"name":{},"args":{})", quoted(name), args.dump()));
}

void TraceEvents::start_arrow(Track track, SimTime time, std::uint32_t number) {
  event('s', track, time, arrow(number));
}

void TraceEvents::finish_arrow(Track track, SimTime time, std::uint32_t number) {
  event('f', track, time, arrow(number) + R"(,"bp":"e")");
}

void TraceEvents::count(std::uint32_t process, SimTime time, const std::string& name,
                        const std::string& unit, std::int64_t value) {
  event('C', {process, process}, time,
        fmt::format(R"(,"name":{},"args":{{{}:{}}})", quoted(name), quoted(unit), value));
}

void TraceEvents::finish(const Args& about) {
  put("\n],\n\"otherData\":" + about.dump() + "}\n");
  put_(buffer_);
  buffer_.clear();
}

void TraceEvents::event(char kind, Track track, SimTime time, const std::string& rest) {
  constexpr std::int64_t kMicrosecond = 1'000;
  put(fmt::format(R"({}{{"ph":"{}","cat":"{}","ts":{}.{:03},"pid":{},"tid":{}{}}})",
                  events_++ == 0 ? "\n" : ",\n", kind, category(kind), time.ns() / kMicrosecond,
                  time.ns() % kMicrosecond, track.process, track.thread, rest));
}

void TraceEvents::put(std::string_view text) {
  buffer_ += text;
  if (buffer_.size() < kBuffer) return;
  put_(buffer_);
  buffer_.clear();
}

}  // namespace fathom
