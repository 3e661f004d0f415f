#include "metrics/recorder.hpp"

#include <algorithm>

#include "metrics/errors.hpp"

namespace fathom {

void Recorder::enter(PartyId server, std::uint64_t operation, const Label& label,
                     const Depth& depth) {
  Span& span = spans_[operation];
  span.label = label;
  span.depth_in[server.value()] = depth.rounds;
  if (clock_) span.time_in[server.value()] = clock_(server);
}

void Recorder::leave(PartyId server, std::uint64_t operation, const Depth& depth) {
  const auto found = spans_.find(operation);
  ensure(found != spans_.end(), "a server left an operation that it had not entered");
  Span& span = found->second;
  span.depth_out[server.value()] = depth.rounds;
  span.alone[server.value()] = depth.alone;
  if (clock_) span.time_out[server.value()] = clock_(server);
  if (++span.left < 2) return;
  const auto growth = std::ranges::max(span.depth_out) - std::ranges::max(span.depth_in);
  ledger_.add_rounds(span.label, Rounds{growth}, Rounds{std::ranges::max(span.alone)});
  const SimTime end = std::max(span.time_out[0], span.time_out[1]);
  elapsed_[ledger_.key_of(span.label)] += end - std::min(span.time_in[0], span.time_in[1]);
  SimTime& step_end = step_ends_[span.label.step];
  step_end = std::max(step_end, end);
  spans_.erase(found);
}

std::vector<HalfRegion> Recorder::halves(PartyId server) const {
  std::vector<HalfRegion> halves;
  const std::size_t which = server.value();
  for (const auto& [operation, span] : spans_) {
    if (span.left == 0) continue;
    halves.push_back({operation, span.label, span.depth_in.at(which), span.depth_out.at(which),
                      span.time_in.at(which), span.time_out.at(which)});
  }
  std::ranges::sort(halves, {}, &HalfRegion::operation);
  return halves;
}

void Recorder::add_halves(PartyId server, const std::vector<HalfRegion>& halves) {
  SimTime now;
  const auto clock = std::exchange(clock_, [&now](PartyId) { return now; });
  for (const HalfRegion& half : halves) {
    Depth depth;
    depth.rounds = half.rounds_in;
    now = half.time_in;
    enter(server, half.operation, half.label, depth);
    depth.rounds = half.rounds_out;
    now = half.time_out;
    leave(server, half.operation, depth);
  }
  clock_ = clock;
}

std::string_view to_string(Bound bound) {
  return bound == Bound::interval ? "interval" : "statistical mask";
}

void Recorder::add_bounded(const Label& label, Bound bound, const BoundCounts& counts) {
  BoundCounts& sum = bounds_[{ledger_.key_of(label), bound}];
  sum.values += counts.values;
  sum.beyond += counts.beyond;
}

void Recorder::add_truncations(const Label& label, const TruncationCounts& counts) {
  TruncationCounts& sum = truncations_[ledger_.key_of(label)];
  sum.truncations += counts.truncations;
  sum.off_by_one += counts.off_by_one;
  sum.catastrophic += counts.catastrophic;
}

void Recorder::finish(const Depth& server0, const Depth& server1) {
  Depth last = server0;
  hops_.deepen(last, server1);
  rounds_ = Rounds{last.rounds};
  for (const Label& label : hops_.chain(last.hop)) ledger_.add_critical_round(label);
}

}  // namespace fathom
