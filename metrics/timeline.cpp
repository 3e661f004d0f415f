#include "metrics/timeline.hpp"

#include <algorithm>

#include "metrics/errors.hpp"
#include "metrics/time_observer.hpp"

namespace fathom {
namespace {

Label without_step(Label label) {
  label.step = 0;
  return label;
}

TimePart wait_for(PartyId sender) {
  if (sender.is_producer()) return TimePart::wait_producer;
  return sender.is_provider() ? TimePart::wait_provider : TimePart::wait_peer;
}

SimDuration& at(TimeParts& parts, TimePart part) { return parts[static_cast<std::size_t>(part)]; }

}  // namespace

std::string_view to_string(TimePart part) {
  constexpr std::array<std::string_view, kTimeParts> kNames{
      "busy",     "wait_peer",  "wait_producer", "wait_provider", "wait_machine",
      "queueing", "slow_start", "serialisation", "latency",       "setup"};
  return kNames[static_cast<std::size_t>(part)];
}

TimeParts split_idle(SimTime begin, SimTime end, const MessageLife& life, PartyId sender) {
  TimeParts parts{};
  SimTime from = begin;
  const auto until = [&](SimTime border, TimePart part) {
    const SimTime to = std::clamp(border, from, end);
    at(parts, part) += to - from;
    from = to;
  };
  const auto before_end = [&life](SimDuration time) {
    return SimTime{life.transmitted.ns() - time.count()};
  };
  until(life.sent, wait_for(sender));
  until(life.sent + life.setup, TimePart::setup);
  until(before_end(life.alone + life.slow_start), TimePart::queueing);
  until(before_end(life.alone), TimePart::slow_start);
  until(life.transmitted, TimePart::serialisation);
  until(life.delivered, TimePart::latency);
  until(end, TimePart::wait_machine);
  return parts;
}

void Timeline::busy(PartyId party, const Label& label, SimTime begin, SimTime end) {
  ensure(begin == end_of(party), "a party's time has a gap before a busy stretch");
  pass(party, label, end, TimePart::busy);
}

void Timeline::idle(PartyId party, const Label& label, SimTime end, const MessageLife& life,
                    PartyId sender) {
  const SimTime begin = end_of(party);
  ensure(begin <= end, "a party went on before its time");
  if (begin == end) return;
  const Label row = without_step(label);
  segments_[party].push_back({begin, end, row, sender, life, {}});
  TimeParts& parts = rows_[{in_tables(party, providers_), row}];
  const TimeParts split = split_idle(begin, end, life, sender);
  for (std::size_t i = 0; i < kTimeParts; ++i) parts[i] += split[i];
  if (observer_ != nullptr) observer_->on_time({party, label, begin, end, split, sender, &life});
}

void Timeline::pause(PartyId provider, const Label& label, SimTime end) {
  pass(provider, label, end, TimePart::wait_provider);
}

void Timeline::hold(PartyId party, const Label& label, SimTime end) {
  pass(party, label, end, TimePart::wait_machine);
}

void Timeline::pass(PartyId party, const Label& label, SimTime end, TimePart part) {
  const SimTime begin = end_of(party);
  ensure(begin <= end, "a party went on before its time");
  if (begin == end) return;
  const Label row = without_step(label);
  auto& list = segments_[party];
  if (!list.empty() && list.back().own == part && list.back().label == row) {
    list.back().end = end;
  } else {
    list.push_back({begin, end, row, party, {}, part});
  }
  at(rows_[{in_tables(party, providers_), row}], part) += end - begin;
  if (observer_ == nullptr) return;
  TimeParts whole{};
  at(whole, part) = end - begin;
  observer_->on_time({party, label, begin, end, whole, party, nullptr});
}

SimTime Timeline::end_of(PartyId party) const {
  const auto found = segments_.find(party);
  return found == segments_.end() || found->second.empty() ? SimTime{} : found->second.back().end;
}

SimTime Timeline::end_of(PartyId party, Phase phase) const {
  const auto found = segments_.find(party);
  if (found == segments_.end()) return SimTime{};
  const auto& list = found->second;
  const auto last = std::find_if(list.rbegin(), list.rend(), [phase](const Segment& segment) {
    return segment.label.phase == phase;
  });
  return last == list.rend() ? SimTime{} : last->end;
}

SimTime Timeline::end() const {
  SimTime latest;
  for (const auto& [party, list] : segments_) latest = std::max(latest, end_of(party));
  return latest;
}

const Timeline::Segment* Timeline::before(PartyId party, SimTime time) const {
  const auto found = segments_.find(party);
  if (found == segments_.end()) return nullptr;
  const auto& list = found->second;
  const auto after = std::ranges::lower_bound(list, time, {}, &Segment::begin);
  return after == list.begin() ? nullptr : &*std::prev(after);
}

Timeline::CriticalPath Timeline::critical_path() const {
  CriticalPath path;
  PartyId party;
  SimTime time = end();
  for (const auto& [candidate, list] : segments_) {
    if (end_of(candidate) == time) {
      party = candidate;
      break;
    }
  }
  while (time > SimTime{}) {
    const Segment* segment = before(party, time);
    ensure(segment != nullptr, "the critical path leads before the start of a party");
    const SimTime from = segment->own ? segment->begin : segment->life.sent;
    path.rows[segment->label] += time - from;
    if (segment->own) {
      at(path.parts, *segment->own) += time - from;
    } else {
      const TimeParts split = split_idle(from, time, segment->life, segment->sender);
      for (std::size_t i = 0; i < kTimeParts; ++i) path.parts[i] += split[i];
      party = segment->sender;
      ++path.messages;
    }
    time = from;
  }
  return path;
}

TimePart Timeline::CriticalPath::bound() const {
  return static_cast<TimePart>(std::ranges::max_element(parts) - parts.begin());
}

}  // namespace fathom
