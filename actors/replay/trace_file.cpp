#include <fmt/format.h>

#include <fstream>

#include "actors/replay/recorded_run.hpp"
#include "actors/replay/trace_json.hpp"
#include "metrics/digest.hpp"
#include "metrics/errors.hpp"
#include "nn/data/file.hpp"

namespace fathom {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kEventsPerLine = 1'000;

/// Writes lines, and the last one from what they were.
class Lines {
 public:
  void write(const Json& json) {
    const std::string line = json.dump();
    digest_ = hash_bytes(line.data(), line.size(), digest_);
    ++count_;
    text_ += line + '\n';
  }
  /// All of them, with the last.
  [[nodiscard]] std::string ended() {
    const Json last{{"end", count_}, {"digest", fmt::format("{:016x}", digest_)}};
    return std::move(text_) + last.dump() + '\n';
  }

 private:
  std::string text_;
  std::uint64_t digest_ = 0;
  std::uint64_t count_ = 0;
};

void write_strand(Lines& lines, const TraceStrand& strand, std::size_t number) {
  std::size_t first = 0;
  do {
    Json events = Json::array();
    const std::size_t end = std::min(first + kEventsPerLine, strand.events.size());
    for (; first < end; ++first) events.push_back(to_json(strand.events[first]));
    lines.write({{"strand", number}, {"party", to_string(strand.party)}, {"events", events}});
  } while (first < strand.events.size());
}

/// Reads a file, line by line.
class Reader {
 public:
  explicit Reader(const fs::path& file) : file_(file), in_(file, std::ios::binary) {
    if (!in_) throw UserError(fmt::format("{} cannot be read; name a recorded run", file.native()));
  }

  RecordedRun read() {
    RecordedRun run;
    try {
      const std::size_t strands = read_head(next(), run);
      while (true) {
        const std::uint64_t before = digest_;
        const Json json = next();
        if (json.is_object() && json.contains("end")) {
          check_end(json, before);
          break;
        }
        read_strand(json, run.trace);
      }
      if (run.trace.strands.size() != strands) throw TraceFault{"strands are missing"};
    } catch (const TraceFault& fault) {
      refuse(fault.what);
    } catch (const Json::exception&) {
      refuse("it is no line of JSON as it ought to be");
    }
    check_trace(run.trace, file_.native());
    return run;
  }

 private:
  [[noreturn]] void refuse(const std::string& why) const {
    throw UserError(fmt::format("{}, line {}: {}; it is no recorded run, or a damaged one",
                                file_.native(), line_, why));
  }

  Json next() {
    std::string text;
    ++line_;
    if (!std::getline(in_, text)) refuse("the file ends too early");
    digest_ = hash_bytes(text.data(), text.size(), digest_);
    return Json::parse(text);
  }

  void check_end(const Json& json, std::uint64_t digest) {
    if (word(json.at("end")) != line_ - 1) refuse("lines are missing");
    if (json.at("digest") != fmt::format("{:016x}", digest)) refuse("the lines were changed");
    std::string rest;
    if (std::getline(in_, rest)) refuse("something follows its end");
  }

  /// Strands come in order, each of one line or more.
  void read_strand(const Json& json, Trace& trace) {
    std::vector<TraceStrand>& strands = trace.strands;
    const auto number =
        static_cast<std::size_t>(integer(json.at("strand"), 0, std::ssize(strands)));
    const PartyId party = party_of(json.at("party"));
    if (number == strands.size()) {
      strands.push_back({party, {}});
      trace.programs.try_emplace(party, static_cast<std::uint32_t>(number));
    }
    TraceStrand& strand = strands[number];
    if (&strand != &strands.back()) throw TraceFault{"strands are out of order"};
    if (party != strand.party) throw TraceFault{"a strand has two parties"};
    const Json& events = json.at("events");
    if (!events.is_array()) throw TraceFault{"events are no array"};
    for (const Json& event : events) strand.events.push_back(event_of(event));
  }

  const fs::path& file_;
  std::ifstream in_;
  std::uint64_t line_ = 0;
  std::uint64_t digest_ = 0;
};

}  // namespace

void write_recorded_run(const RecordedRun& run, const fs::path& file) {
  Lines lines;
  lines.write(head_of(run));
  for (std::size_t i = 0; i < run.trace.strands.size(); ++i) {
    write_strand(lines, run.trace.strands[i], i);
  }
  write_file(file, bytes_in(lines.ended()));
}

RecordedRun read_recorded_run(const fs::path& file) { return Reader(file).read(); }

}  // namespace fathom
