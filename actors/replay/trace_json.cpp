#include "actors/replay/trace_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace fathom {
namespace {

using Kind = TraceEvent::Kind;

constexpr std::array<std::string_view, kTraceEventKinds> kKinds{
    "wait", "send",   "charge", "fork", "join",     "enter", "leave",    "await",
    "fill", "gather", "item",   "take", "gathered", "pause", "milestone"};
constexpr std::array<std::string_view, 2> kMilestones{"shared", "answered"};
constexpr std::int64_t kMostElements = UINT32_MAX;
constexpr std::int64_t kMostNs = INT64_MAX / 4;
constexpr std::int64_t kMostWork = INT64_MAX / 1'000'000;  // of units of up to a microsecond

template <class Names>
std::size_t index_in(const Names& names, const Json& json, const char* what) {
  if (json.is_string()) {
    const auto found = std::ranges::find(names, json.get_ref<const std::string&>());
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  }
  throw TraceFault{fmt::format("no {} is called {}", what, shown(json))};
}

MessageKind message_of(const Json& json) {
  std::array<std::string_view, kMessageKinds> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = to_string(static_cast<MessageKind>(i));
  return static_cast<MessageKind>(index_in(names, json, "kind of message"));
}

constexpr std::array<RingId, 7> kRings{RingId::z64,  RingId::z128, RingId::q121, RingId::m61,
                                       RingId::m127, RingId::p270, RingId::m521};

RingId ring_id_of(const Json& json) {
  std::array<std::string_view, kRings.size()> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = ring_of(kRings[i]).name;
  return kRings[index_in(names, json, "ring")];
}

void add_message(Json& json, const TraceEvent& event) {
  json.push_back(to_string(event.peer));
  json.push_back(event.tag.value);
  json.push_back(to_string(event.message));
  json.push_back(ring_of(event.ring).name);
  json.push_back(event.elements);
}

/// Reads fields from the fourth on.
void read_message(const Json& json, TraceEvent& event) {
  event.peer = party_of(json[3]);
  event.tag = Tag{word(json[4])};
  event.message = message_of(json[5]);
  event.ring = ring_id_of(json[6]);
  event.elements = integer(json[7], 0, kMostElements);
}

void add_work(Json& json, const TraceEvent& event) {
  json.push_back(ring_of(event.ring).name);
  const Work& work = event.work;
  for (const std::int64_t units :
       {work.multiply_adds, work.element_operations, work.generator_bytes, work.memory_bytes}) {
    json.push_back(units);
  }
  json.push_back(event.measured.count());
}

void read_work(const Json& json, TraceEvent& event) {
  event.ring = ring_id_of(json[3]);
  event.work = {integer(json[4], 0, kMostWork), integer(json[5], 0, kMostWork),
                integer(json[6], 0, kMostWork), integer(json[7], 0, kMostWork)};
  event.measured = SimDuration{integer(json[8], 0, kMostNs)};
}

/// How many fields an event of that kind has.
std::size_t fields_of(Kind kind) {
  switch (kind) {
    case Kind::wait:
    case Kind::item:
      return 8;
    case Kind::send:
      return 11;
    case Kind::charge:
      return 9;
    case Kind::gathered:
      return 3;
    case Kind::milestone:
      return 5;
    default:
      return 4;
  }
}

}  // namespace

Json to_json(const TraceEvent& event) {
  Json json = Json::array();
  json.push_back(kKinds[static_cast<std::size_t>(event.kind)]);
  json.push_back(pack(event.label));
  json.push_back(event.label.step);
  switch (event.kind) {
    case Kind::wait:
    case Kind::item:
      add_message(json, event);
      break;
    case Kind::send:
      add_message(json, event);
      json.push_back(event.part);
      json.push_back(event.packed);
      json.push_back(event.content);
      break;
    case Kind::charge:
      add_work(json, event);
      break;
    case Kind::enter:
    case Kind::leave:
      json.push_back(event.tag.value);
      break;
    case Kind::pause:
      json.push_back(event.time.ns());
      break;
    case Kind::milestone:
      json.push_back(kMilestones[static_cast<std::size_t>(event.milestone)]);
      json.push_back(event.index);
      break;
    case Kind::gathered:
      break;
    default:
      json.push_back(event.index);
  }
  return json;
}

TraceEvent event_of(const Json& json) {
  if (!json.is_array() || json.size() < 3) throw TraceFault{"an event is no array of fields"};
  TraceEvent event;
  event.kind = static_cast<Kind>(index_in(kKinds, json[0], "kind of event"));
  if (json.size() != fields_of(event.kind)) {
    throw TraceFault{fmt::format("an event {} has {} fields", shown(json[0]), json.size())};
  }
  event.label = label_of(json[1], json[2]);
  switch (event.kind) {
    case Kind::wait:
    case Kind::item:
      read_message(json, event);
      break;
    case Kind::send:
      read_message(json, event);
      event.part = static_cast<std::uint16_t>(integer(json[8], 0, UINT16_MAX));
      if (!json[9].is_boolean()) throw TraceFault{"packed is neither true nor false"};
      event.packed = json[9].get<bool>();
      event.content = word(json[10]);
      break;
    case Kind::charge:
      read_work(json, event);
      break;
    case Kind::enter:
    case Kind::leave:
      event.tag = Tag{word(json[3])};
      break;
    case Kind::pause:
      event.time = SimTime{integer(json[3], 0, kMostNs)};
      break;
    case Kind::milestone:
      event.milestone = static_cast<Milestone>(index_in(kMilestones, json[3], "milestone"));
      event.index = word(json[4]);
      break;
    case Kind::gathered:
      break;
    default:
      event.index = word(json[3]);
  }
  return event;
}

}  // namespace fathom
