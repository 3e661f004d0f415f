#include "actors/faults/fault_injector.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "actors/faults/tampering.hpp"
#include "actors/messages/post.hpp"

namespace fathom {
namespace {

/// TCP's least timeout of retransmission, and how often it tries.
constexpr SimDuration kRetransmission{200'000'000};
constexpr int kTries = 15;
constexpr std::uint64_t kLossStream = 1, kOrderStream = 2;

/// From 0 up to under `end`, by a seed and the number of a message.
std::int64_t drawn(std::uint64_t seed, std::uint64_t stream, std::uint64_t number,
                   std::int64_t end) {
  const std::uint64_t random = mix(mix(seed, stream), number);
  return static_cast<std::int64_t>(random % static_cast<std::uint64_t>(end));
}

/// How often a message is lost that is lost `per_mille` of the times.
int losses(const FaultPlan& plan, std::size_t number, std::int64_t per_mille) {
  int lost = 0;
  while (lost < kTries &&
         drawn(plan.seed, kLossStream, number * kTries + std::size_t(lost), 1000) < per_mille) {
    ++lost;
  }
  return lost;
}

bool is_of_peer(FaultKind kind) { return kind >= FaultKind::duplicate && kind <= FaultKind::swap; }

}  // namespace

FaultInjector::FaultInjector(Job& job, FaultPlan plan) : job_(job), plan_(std::move(plan)) {
  job_.simulation().add_observer(*this);
  job_.simulation().set_interceptor(this);
  for (const Fault& fault : plan_.faults) {
    if (fault.kind == FaultKind::slow || fault.kind == FaultKind::truncation) ++injected_;
  }
}

bool FaultInjector::is_idle(PartyId from, PartyId to) const {
  const auto found = connections_.find({from, to});
  return found == connections_.end() || found->second.on_its_way == 0;
}

void FaultInjector::on_sent(PartyId from, PartyId to, const Header& header, Bytes /*message*/) {
  const std::size_t number = sending_ ? kOwn : messages_.size();
  numbers_[{from, to, header.tag, header.part, header.kind}].push_back(number);
  ++connections_[{from, to}].on_its_way;
  if (sending_) return;
  messages_.push_back({from, to, header, job_.simulation().now()});
  for (const Fault& fault : plan_.faults) {
    if (fault.message == number) begin(fault, number, from);
  }
}

/// What begins with the sending of a message.
void FaultInjector::begin(const Fault& fault, std::size_t number, PartyId from) {
  const SimTime now = job_.simulation().now();
  switch (fault.kind) {
    case FaultKind::freeze: {  // counted where it holds something up
      extend(frozen_[fault.party], now, fault.time);
      return;
    }
    case FaultKind::cut: {
      extend(cuts_[std::minmax(fault.party, fault.peer)], now, fault.time);
      return;
    }
    case FaultKind::vanish:
      deaf_.insert(fault.party);
      silent_from_.try_emplace(fault.party, number);
      if (!watch_->vanish(fault.party, "vanished with the sending of " + text_of(number))) return;
      break;
    case FaultKind::crash_sending:
      silent_from_.try_emplace(from, number);
      crash(from, number, "crashed sending ");
      break;
    default:
      return;
  }
  ++injected_;
}

void FaultInjector::extend(Interval& interval, SimTime now, SimDuration by) {
  if (interval.until < now) interval.from = now;
  interval.until = std::max(interval.until, now + by);
}

void FaultInjector::crash(PartyId party, std::size_t number, const std::string& how) {
  deaf_.insert(party);
  job_.simulation().at(job_.simulation().now(),
                       [this, party, how = how + text_of(number)] { watch_->crash(party, how); });
}

std::string FaultInjector::text_of(std::size_t number) const {
  const MessageFacts& facts = messages_.at(number);
  return fmt::format("message {}, of kind {} from {} to {}{}", number, to_string(facts.header.kind),
                     to_string(facts.from), to_string(facts.to),
                     job_.member(kServer0).party().in_layer(facts.header.label));
}

std::size_t FaultInjector::take_number(PartyId from, PartyId to, const Header& header) {
  const auto found = numbers_.find({from, to, header.tag, header.part, header.kind});
  ensure(found != numbers_.end(), "a message arrived that was never sent");
  const std::size_t number = found->second.front();
  found->second.pop_front();
  if (found->second.empty()) numbers_.erase(found);
  return number;
}

bool FaultInjector::is_lost(std::size_t number, PartyId from, PartyId to) const {
  const auto silent = silent_from_.find(from);
  return deaf_.contains(to) || (silent != silent_from_.end() && number >= silent->second);
}

Verdict FaultInjector::on_delivery(PartyId from, PartyId to, const Envelope& envelope) {
  const std::size_t number = take_number(from, to, envelope.header);
  Connection& connection = connections_[{from, to}];
  --connection.on_its_way;
  if (number == kOwn) return deaf_.contains(to) ? Verdict::drop : Verdict::deliver;
  if (is_lost(number, from, to)) return Verdict::drop;
  arrived_.emplace_back(messages_[number], envelope);
  const SimTime time = earliest(number, from, to);
  for (const Fault& fault : plan_.faults) {
    if (fault.message != number) continue;
    if (fault.kind == FaultKind::crash_receiving) {
      ++injected_;
      silent_from_.try_emplace(to, messages_.size());
      crash(to, number, "crashed on the arrival of ");
      return Verdict::drop;
    }
    if (is_of_peer(fault.kind) && !tamper(fault, from, to, envelope, time)) return Verdict::drop;
  }
  if (time <= job_.simulation().now()) return Verdict::deliver;
  connection.free = time;
  ++connection.on_its_way;
  job_.simulation().at(time, [this, from, to, held = &envelope] { release(from, to, held); });
  return Verdict::hold;
}

SimTime FaultInjector::earliest(std::size_t number, PartyId from, PartyId to) {
  SimTime time = job_.simulation().now() + lateness(number) + cut_off(number);
  // What its sender would only have sent after being frozen, or its receiver taken.
  const SimDuration on_the_way = time - messages_[number].sent;
  const auto frozen = [this](PartyId party, SimTime at) {
    const auto found = frozen_.find(party);
    return found != frozen_.end() && found->second.from <= at && at < found->second.until;
  };
  const bool late_in_going = frozen(from, messages_[number].sent);
  if (late_in_going) time = frozen_.at(from).until + on_the_way;
  const bool late_in_coming = frozen(to, time);
  if (late_in_coming) time = frozen_.at(to).until;
  if (late_in_going || late_in_coming) ++injected_;
  return std::max(time, connections_[{from, to}].free);
}

/// What is sent during a cut is sent again and again: the first try after its end comes through.
SimDuration FaultInjector::cut_off(std::size_t number) {
  const MessageFacts& facts = messages_[number];
  const auto cut = cuts_.find(std::minmax(facts.from, facts.to));
  if (cut == cuts_.end() || facts.sent < cut->second.from) return {};
  SimTime tried = facts.sent;
  for (SimDuration wait = kRetransmission; tried < cut->second.until; wait += wait) {
    tried = tried + wait;
  }
  if (tried > facts.sent) ++injected_;
  return tried - facts.sent;
}

SimDuration FaultInjector::lateness(std::size_t number) {
  SimDuration late{};
  for (const Fault& fault : plan_.faults) {
    SimDuration by{};
    if (fault.kind == FaultKind::delay && fault.message == number) by = fault.time;
    if (fault.kind == FaultKind::reorder) {
      by = SimDuration{drawn(plan_.seed, kOrderStream, number, fault.time.count() + 1)};
    }
    if (fault.kind == FaultKind::loss) {
      const int lost = losses(plan_, number, fault.amount);
      by = SimDuration{kRetransmission.count() * ((std::int64_t{1} << lost) - 1)};
    }
    if (by > SimDuration{}) ++injected_;
    late += by;
  }
  return late;
}

void FaultInjector::release(PartyId from, PartyId to, const Envelope* envelope) {
  --connections_[{from, to}].on_its_way;
  const auto held = job_.simulation().held();
  const auto found = std::ranges::find(held, envelope, &HeldMessage::envelope);
  ensure(found != held.end(), "a message that was held is there no more");
  const auto index = static_cast<std::size_t>(found - held.begin());
  if (deaf_.contains(to)) return job_.simulation().discard(index);
  job_.simulation().release(index);
}

bool FaultInjector::tamper(const Fault& fault, PartyId from, PartyId to, const Envelope& envelope,
                           SimTime time) {
  ++injected_;
  if (fault.kind == FaultKind::missing) return false;
  const auto changed = tampered(job_.simulation().system(), fault.kind, envelope);
  if (const auto* unreadable = std::get_if<Unreadable>(&changed)) {
    const auto error = std::make_exception_ptr(
        ProtocolError(ProtocolError::Kind::violation,
                      fmt::format("{} cannot read a message of kind {} from {}{}: {}",
                                  to_string(to), to_string(envelope.header.kind), to_string(from),
                                  job_.member(kServer0).party().in_layer(envelope.header.label),
                                  unreadable->why)));
    job_.simulation().at(time, [this, to, error] { watch_->fail(to, error); });
    return false;
  }
  send_own(from, to, std::get<Envelope>(changed), time);
  return fault.kind == FaultKind::duplicate;
}

void FaultInjector::send_own(PartyId from, PartyId to, const Envelope& envelope, SimTime time) {
  has_sent_ = true;
  job_.simulation().at(time, [this, from, to, envelope] {
    sending_ = true;
    post({}, job_.simulation().wire(from, to), envelope);
    sending_ = false;
  });
}

}  // namespace fathom
