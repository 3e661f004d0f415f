#include "metrics/timeline_export/trace_file.hpp"

#include <fmt/format.h>

#include <set>
#include <utility>

#include "metrics/timeline_export/link_rates.hpp"
#include "metrics/timeline_export/slices.hpp"

namespace fathom {
namespace {

/// The two tracks of a party.
struct PartyTracks {
  Track time, messages;
};

/// Numbers for all processes, then for all threads: those of the parties in their order, and the
/// last process for the links.
class Tracks {
 public:
  explicit Tracks(const EventLog& log) {
    std::set<PartyId> parties;
    for (const auto& [party, pieces] : log.times()) parties.insert(party);
    for (const MessageEvent& message : log.messages()) {
      parties.insert({message.link.from, message.link.to});
    }
    links_ = static_cast<std::uint32_t>(parties.size()) + 1;
    std::uint32_t process = 0;
    std::uint32_t thread = links_;
    for (const PartyId party : parties) {
      ++process;
      tracks_[party] = {{process, thread + 1}, {process, thread + 2}};
      thread += 2;
    }
  }

  void name(TraceEvents& events) const {
    for (const auto& [party, tracks] : tracks_) {
      events.name_process(tracks.time.process, to_string(party));
      events.name_track(tracks.time, "time");
      events.name_track(tracks.messages, "messages");
    }
    events.name_process(links_, "links");
  }

  [[nodiscard]] const PartyTracks& of(PartyId party) const { return tracks_.at(party); }
  [[nodiscard]] std::uint32_t links() const { return links_; }

 private:
  std::map<PartyId, PartyTracks> tracks_;
  std::uint32_t links_ = 0;
};

/// "matmul opening", or "key" where operation and kind are called the same.
std::string name_of(const MessageEvent& message) {
  const std::string_view operation = to_string(message.label.operation);
  const std::string_view kind = to_string(message.kind);
  return operation == kind ? std::string(kind) : fmt::format("{} {}", operation, kind);
}

TraceEvents::Args args_of(const MessageEvent& message, std::uint32_t number,
                          const LayerNames& layers) {
  const Label& label = message.label;
  const MessageLife& life = message.life;
  return {{"message", number},
          {"to", to_string(message.link.to)},
          {"step", label.step},
          {"phase", to_string(label.phase)},
          {"layer", layers[label.layer]},
          {"pass", to_string(label.pass)},
          {"operation", to_string(label.operation)},
          {"material", to_string(label.material)},
          {"elements", message.elements.count()},
          {"wire_bytes", message.wire.count()},
          {"setup_ns", life.setup.count()},
          {"queueing_ns", life.queueing().count()},
          {"slow_start_ns", life.slow_start.count()},
          {"serialisation_ns", life.alone.count()},
          {"latency_ns", life.latency().count()}};
}

void write_message(TraceEvents& events, const Tracks& tracks, const MessageEvent& message,
                   std::uint32_t number, const LayerNames& layers) {
  const auto& [from, to] = message.link;
  const auto& [sent, started, transmitted, delivered, alone, setup, slow_start] = message.life;
  const Track sender = tracks.of(from).messages;
  const Track receiver = tracks.of(to).messages;
  const std::string what = name_of(message);
  events.moment(sender, sent, what + " to " + to_string(to), args_of(message, number, layers));
  events.start_arrow(sender, sent, number);
  events.moment(
      receiver, delivered, what + " from " + to_string(from),
      {{"message", number}, {"from", to_string(from)}, {"wire_bytes", message.wire.count()}});
  events.finish_arrow(receiver, delivered, number);
}

}  // namespace

void write_trace(const EventLog& log, const RunInfo& info, const LayerNames& layers,
                 TraceEvents::Put put) {
  TraceEvents events(std::move(put));
  const Tracks tracks(log);
  tracks.name(events);
  const Slices slices(events, log, layers);
  for (const auto& [party, pieces] : log.times()) slices.write(tracks.of(party).time, pieces);
  std::uint32_t number = 0;
  for (const MessageEvent& message : log.messages()) {
    write_message(events, tracks, message, ++number, layers);
  }
  for (const auto& [link, steps] : link_rates(log.messages())) {
    const std::string name = to_string(link.from) + " > " + to_string(link.to);
    for (const RateStep& step : steps) {
      events.count(tracks.links(), step.time, name, "bits_per_s", step.bits_per_s);
    }
  }
  events.finish({{"run_id", info.run_id},
                 {"experiment", info.experiment},
                 {"model", info.model},
                 {"variant", info.variant},
                 {"network", info.resolved_network},
                 {"seed", info.seed}});
}

}  // namespace fathom
