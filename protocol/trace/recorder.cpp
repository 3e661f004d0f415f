#include "protocol/trace/recorder.hpp"

#include "protocol/rings/ring.hpp"

namespace fathom {

using Kind = TraceEvent::Kind;

TraceEvent& TraceRecorder::add(const TracePlace& place, Kind kind) {
  const std::uint32_t strand = place_of(place.party, place.strand);
  TraceEvent& event = trace_.strands[strand].events.emplace_back();
  event.kind = kind;
  event.label = place.label;
  return event;
}

/// The first strand of a party that is heard of runs its program.
std::uint32_t TraceRecorder::place_of(PartyId party, std::uint64_t strand) {
  const auto [entry, is_new] =
      places_.try_emplace(Name{party, strand}, static_cast<std::uint32_t>(trace_.strands.size()));
  if (is_new) {
    trace_.strands.push_back({party, {}});
    trace_.programs.try_emplace(party, entry->second);
  }
  return entry->second;
}

std::uint64_t TraceRecorder::number_of(std::uint64_t slot) {
  return slots_.try_emplace(slot, trace_.slots).second ? trace_.slots++ : slots_.at(slot);
}

void TraceRecorder::on_wait(const TracePlace& place, PartyId from, Tag tag,
                            const Expected& expected) {
  TraceEvent& event = add(place, Kind::wait);
  event.peer = from;
  event.tag = tag;
  event.message = expected.kind;
  event.ring = expected.ring;
  event.elements = expected.elements;
}

void TraceRecorder::on_send(const TracePlace& place, PartyId to, const Header& header,
                            const Payload& payload) {
  TraceEvent& event = add(place, Kind::send);
  event.peer = to;
  event.tag = header.tag;
  event.message = header.kind;
  event.ring = header.ring;
  event.elements = header.elements;
  event.part = header.part;
  event.packed = header.packed;
  event.content = content_hash(payload);
}

void TraceRecorder::on_charge(const TracePlace& place, const Ring& ring, const Work& work,
                              SimDuration measured) {
  TraceEvent& event = add(place, Kind::charge);
  event.ring = ring.id;
  event.work = work;
  event.measured = measured;
}

void TraceRecorder::on_fork(const TracePlace& place, std::uint64_t child) {
  place_of(place.party, place.strand);  // before its first child
  const std::uint32_t strand = place_of(place.party, child);
  add(place, Kind::fork).index = strand;
}

void TraceRecorder::on_join(const TracePlace& place, std::uint64_t child) {
  const std::uint32_t strand = place_of(place.party, child);
  add(place, Kind::join).index = strand;
}

void TraceRecorder::on_enter(const TracePlace& place, Tag operation) {
  add(place, Kind::enter).tag = operation;
}

void TraceRecorder::on_leave(const TracePlace& place, Tag operation) {
  add(place, Kind::leave).tag = operation;
}

void TraceRecorder::on_await(const TracePlace& place, std::uint64_t slot) {
  add(place, Kind::await).index = number_of(slot);
}

void TraceRecorder::on_fill(const TracePlace& place, std::uint64_t slot) {
  add(place, Kind::fill).index = number_of(slot);
}

void TraceRecorder::on_gather(const TracePlace& place,
                              const std::vector<GatheredMessage>& messages) {
  add(place, Kind::gather).index = messages.size();
  for (const GatheredMessage& message : messages) {
    TraceEvent& event = add(place, Kind::item);
    event.peer = message.from;
    event.tag = message.tag;
    event.message = message.expected.kind;
    event.ring = message.expected.ring;
    event.elements = message.expected.elements;
  }
}

void TraceRecorder::on_take(const TracePlace& place, std::size_t message) {
  add(place, Kind::take).index = message;
}

void TraceRecorder::on_gathered(const TracePlace& place) { add(place, Kind::gathered); }

void TraceRecorder::on_pause(const TracePlace& place, SimTime until) {
  add(place, Kind::pause).time = until;
}

void TraceRecorder::on_milestone(const TracePlace& place, Milestone milestone,
                                 std::uint64_t number) {
  TraceEvent& event = add(place, Kind::milestone);
  event.milestone = milestone;
  event.index = number;
}

}  // namespace fathom
