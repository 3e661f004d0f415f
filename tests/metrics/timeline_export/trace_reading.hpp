#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace fathom::test {

using Json = nlohmann::json;

/// A slice and those around it, outermost first.
struct ReadSlice {
  std::string name;
  std::int64_t begin = 0, end = 0;  ///< ns
  Json args;
  std::vector<Json> around;
};

/// A file in the Trace Event Format as a reader takes it: events in order of time, those of one
/// instant in order of the file, a stack of open slices for each track, and each end of an arrow
/// bound to the slice that began last on its track. `faults` says where it breaks the format.
class TraceReading {
 public:
  struct Arrow {
    std::string from, to;  ///< processes
    Json args;             ///< of the slice that it leaves
  };
  using Steps = std::vector<std::pair<std::int64_t, double>>;  ///< instant in ns, value

  explicit TraceReading(const std::string& text) {
    const Json file = Json::parse(text);
    check_digits(text);
    std::vector<Json> events(file.at("traceEvents"));
    std::ranges::stable_sort(events, {}, [](const Json& event) { return time_of(event); });
    for (const Json& event : events) read(event);
    for (const auto& [track, open] : open_) fault(!open.empty(), "a slice is never ended");
    for (const auto& [id, ends] : arrows_) fault(ends.second.empty(), "an arrow has no end");
  }

  std::vector<std::string> faults;
  /// By "process/thread".
  std::map<std::string, std::vector<ReadSlice>> slices;
  std::vector<Arrow> arrows;
  std::map<std::string, Steps> counters;

 private:
  using Number = std::pair<std::int64_t, std::int64_t>;  ///< of a track: process, thread

  static std::int64_t time_of(const Json& event) {
    return std::llround(event.at("ts").get<double>() * 1'000);
  }

  void fault(bool is_fault, const std::string& what) {
    if (is_fault) faults.push_back(what);
  }

  /// Nanoseconds must be in the digits, whatever a reader's numbers can hold.
  void check_digits(const std::string& text) {
    static const std::regex stamp(R"("ts":([^,}]*))"), exact(R"([0-9]+\.[0-9]{3})");
    for (std::sregex_iterator it(text.begin(), text.end(), stamp), end; it != end; ++it) {
      fault(!std::regex_match((*it)[1].str(), exact), "a timestamp is not exact");
    }
  }

  void read(const Json& event) {
    const std::string kind = event.at("ph");
    const Number track{event.at("pid").get<std::uint32_t>(), event.at("tid").get<std::uint32_t>()};
    fault(!event.contains("cat"), "an event has no category");
    if (kind == "M") return read_name(event, track);
    fault(!processes_.contains(track.first), "a process has no name");
    if (kind == "C") return read_counter(event);
    fault(!threads_.contains(track), "a track has no name");
    if (kind == "B" || kind == "X") return begin(event, track);
    if (kind == "E") return end(event, track);
    fault(kind != "s" && kind != "f", "an event of an unknown kind: " + kind);
    kind == "s" ? leave(event, track) : arrive(event, track);
  }

  void read_name(const Json& event, Number track) {
    const Json& args = event.at("args");
    if (event.at("name") == "process_name") processes_[track.first] = args.at("name");
    if (event.at("name") != "thread_name") return;
    fault(!threads_.emplace(track, args.at("name")).second, "a track has two names");
    fault(!thread_numbers_.insert(track.second).second || processes_.contains(track.second),
          "a thread's number is not its own");
  }

  void read_counter(const Json& event) {
    for (const auto& [unit, value] : event.at("args").items()) {
      if (!value.is_number()) {
        faults.emplace_back("a counter is no number");
        continue;
      }
      counters[event.at("name")].emplace_back(time_of(event), value.get<double>());
    }
  }

  void begin(const Json& event, Number track) {
    std::vector<ReadSlice>& open = open_[track];
    ReadSlice slice{event.at("name"), time_of(event), 0, event.value("args", Json::object()), {}};
    for (const ReadSlice& around : open) slice.around.push_back(around.args);
    last_[track] = slice;
    if (event.at("ph") == "B") {
      open.push_back(slice);
      return;
    }
    slice.end = slice.begin + std::llround(event.at("dur").get<double>() * 1'000);
    fault(slice.end < slice.begin, "a slice ends before it begins");
    close(slice, track);
  }

  void end(const Json& event, Number track) {
    std::vector<ReadSlice>& open = open_[track];
    if (open.empty()) return faults.emplace_back("a slice ends that was not begun"), void();
    open.back().end = time_of(event);
    close(open.back(), track);
    open.pop_back();
  }

  void close(const ReadSlice& slice, Number track) {
    slices[processes_[track.first] + "/" + threads_[track]].push_back(slice);
  }

  /// The slice that an end of an arrow lies in.
  ReadSlice bound(const Json& event, Number track) {
    const bool in_slice = last_.contains(track) && last_.at(track).begin == time_of(event);
    fault(!in_slice, "an end of an arrow is in no slice");
    return in_slice ? last_.at(track) : ReadSlice{};
  }

  void leave(const Json& event, Number track) {
    const ReadSlice slice = bound(event, track);
    const Arrow arrow{processes_[track.first], "", slice.args};
    fault(!arrows_.emplace(event.at("id").get<std::int64_t>(), std::pair{arrow, std::string()})
               .second,
          "two arrows have one number");
  }

  void arrive(const Json& event, Number track) {
    bound(event, track);
    const auto found = arrows_.find(event.at("id").get<std::int64_t>());
    if (found == arrows_.end())
      return faults.emplace_back("an arrow ends before it starts"), void();
    auto& [arrow, to] = found->second;
    fault(!to.empty(), "an arrow has two ends");
    fault(event.value("bp", "") != "e", "an arrow's end binds to the slice that comes next");
    arrow.to = to = processes_[track.first];
    arrows.push_back(arrow);
  }

  std::map<std::int64_t, std::string> processes_;
  std::map<Number, std::string> threads_;
  std::set<std::int64_t> thread_numbers_;
  std::map<Number, std::vector<ReadSlice>> open_;
  std::map<Number, ReadSlice> last_;
  std::map<std::int64_t, std::pair<Arrow, std::string>> arrows_;
};

/// The sum of a counter over time: value times ns.
inline long double integral(const TraceReading::Steps& steps) {
  long double sum = 0;
  for (std::size_t i = 1; i < steps.size(); ++i) {
    sum += static_cast<long double>(steps[i - 1].second) *
           static_cast<long double>(steps[i].first - steps[i - 1].first);
  }
  return sum;
}

}  // namespace fathom::test
