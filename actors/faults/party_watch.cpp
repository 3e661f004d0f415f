#include "actors/faults/party_watch.hpp"

#include <algorithm>
#include <utility>

namespace fathom {
namespace {

using Kind = ProtocolError::Kind;

/// How long after a close with something on its way it is looked at again.
constexpr SimDuration kAgain{10'000'000};
constexpr const char* kGone = "is gone";

PartyFailure failure_of(PartyId party, SimTime time, const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const ProtocolError& protocol) {
    return {party, time, protocol.kind(), protocol.what()};
  }
}

}  // namespace

PartyWatch::PartyWatch(Job& job, WaitLimits limits, IsIdle is_idle)
    : job_(job), limits_(limits), is_idle_(std::move(is_idle)), members_(job.members()) {
  job_.simulation().on_end([this](PartyId party, bool well) {
    if (well) return;
    ended_.insert(party);
    close_connections(party);
  });
}

void PartyWatch::start() {
  for (const PartyId party : members_) {
    if (!party.is_receiver()) tick(party, 0);
    job_.simulation().at(SimTime{} + limits_.job, [this, party] { end_of_time(party); });
  }
}

void PartyWatch::run(SimTime last) {
  Simulation& simulation = job_.simulation();
  while (!is_over() && simulation.now() <= last) {
    try {
      if (!simulation.step()) return;
      note_finished();
    } catch (const ProtocolError&) {
      fail(simulation.failed().value(), std::current_exception());
    }
  }
}

/// A program that ended with an error is done too: whoever is, and was not reported, is finished.
void PartyWatch::note_finished() {
  for (const PartyId party : members_) {
    if (is_active(party) && job_.member(party).done()) finished_.insert(party);
  }
}

void PartyWatch::fail(PartyId party, const std::exception_ptr& error) {
  if (!is_active(party)) return;
  ended_.insert(party);
  failures_.push_back(failure_of(party, job_.simulation().now(), error));
  job_.simulation().end_party(party);
}

void PartyWatch::crash(PartyId party, const std::string& how) {
  if (!ended_.insert(party).second) return;
  gone_.emplace(party, how);
  job_.simulation().end_party(party);
  close_connections(party);
}

bool PartyWatch::vanish(PartyId party, const std::string& how) {
  if (!is_active(party)) return false;
  ended_.insert(party);
  gone_.emplace(party, how);
  return true;
}

bool PartyWatch::is_over() const {
  return std::ranges::none_of(members_, [this](PartyId party) { return is_active(party); });
}

bool PartyWatch::ended_well(PartyId party) const {
  return !ended_.contains(party) && finished_.contains(party);
}

bool PartyWatch::is_active(PartyId party) const {
  if (ended_.contains(party) || finished_.contains(party)) return false;
  return std::ranges::count(members_, party) == 1;
}

/// Each peer hears of it after the latency, and after what was on its way.
void PartyWatch::close_connections(PartyId party) {
  if (!closed_.insert(party).second) return;
  Simulation& simulation = job_.simulation();
  for (const PartyId peer : members_) {
    if (peer == party) continue;
    simulation.at(simulation.now() + simulation.latency(party, peer),
                  [this, peer, party] { tell(peer, party); });
  }
}

void PartyWatch::tell(PartyId peer, PartyId party) {
  if (!is_active(peer)) return;
  if (is_idle_(party, peer)) {
    handle(peer, [party](SimulatedParty& member) { member.lose(party, kGone); });
  } else {
    job_.simulation().at(job_.simulation().now() + kAgain,
                         [this, peer, party] { tell(peer, party); });
  }
}

void PartyWatch::tick(PartyId party, std::uint64_t waits_before) {
  if (!is_active(party)) return;
  const std::uint64_t waits_now = job_.member(party).party().waits_begun();
  handle(party, [waits_before, time = limits_.message](SimulatedParty& member) {
    member.give_up(waits_before, time);
  });
  job_.simulation().at(job_.simulation().now() + limits_.message,
                       [this, party, waits_now] { tick(party, waits_now); });
}

void PartyWatch::end_of_time(PartyId party) {
  if (!is_active(party)) return;
  handle(party, [time = limits_.job](SimulatedParty& member) {
    member.give_up(member.party().waits_begun(), time);
  });
}

void PartyWatch::handle(PartyId party, std::function<void(SimulatedParty&)> what) {
  job_.simulation().clock(party).handle([this, party, what = std::move(what)] {
    if (!is_active(party)) return;
    try {
      what(job_.member(party));
    } catch (const ProtocolError&) {
      fail(party, std::current_exception());
    }
  });
}

}  // namespace fathom
