#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <set>
#include <tuple>
#include <vector>

#include "actors/faults/fault.hpp"
#include "actors/faults/party_watch.hpp"
#include "actors/simulation/interceptor.hpp"
#include "actors/simulation/wire_observer.hpp"

namespace fathom {

/// A message of a run, as far as plans need to know it.
struct MessageFacts {
  PartyId from;
  PartyId to;
  Header header;
  SimTime sent;
};

/// Lets a plan's faults befall a job, between the network and the receivers. A connection keeps the
/// order of its messages whatever befalls one of them; nothing depends on anything but the plan.
class FaultInjector final : public WireObserver, public Interceptor {
 public:
  FaultInjector(Job& job, FaultPlan plan);

  /// Who is told of crashes and of messages that cannot be read; before the job's start.
  void set_watch(PartyWatch& watch) { watch_ = &watch; }

  [[nodiscard]] bool is_idle(PartyId from, PartyId to) const;
  /// All that was sent, in order, but not what it sent itself.
  [[nodiscard]] const std::vector<MessageFacts>& messages() const { return messages_; }
  /// How many faults have befallen something.
  [[nodiscard]] std::int64_t injected() const { return injected_; }
  /// Whether it sent messages of its own.
  [[nodiscard]] bool has_sent() const { return has_sent_; }
  /// Every message that arrived, or would have.
  [[nodiscard]] const std::vector<std::pair<MessageFacts, Envelope>>& arrived() const {
    return arrived_;
  }

  void on_sent(PartyId from, PartyId to, const Header& header, Bytes message) override;
  void on_delivered(PartyId /*from*/, PartyId /*to*/, const Envelope& /*envelope*/,
                    Bytes /*message*/, const MessageLife& /*life*/) override {}
  Verdict on_delivery(PartyId from, PartyId to, const Envelope& envelope) override;

 private:
  using Link = std::pair<PartyId, PartyId>;
  using Name = std::tuple<PartyId, PartyId, Tag, std::uint16_t, MessageKind>;
  static constexpr std::size_t kOwn = SIZE_MAX;  ///< number of what it sends itself

  struct Connection {
    std::size_t on_its_way = 0;
    SimTime free;  ///< when the last message that is held will be handed over
  };

  void begin(const Fault& fault, std::size_t number, PartyId from);
  [[nodiscard]] std::size_t take_number(PartyId from, PartyId to, const Header& header);
  [[nodiscard]] bool is_lost(std::size_t number, PartyId from, PartyId to) const;
  /// What a peer does with a message instead of sending it as it is. Whether it comes as well.
  [[nodiscard]] bool tamper(const Fault& fault, PartyId from, PartyId to, const Envelope& envelope,
                            SimTime time);
  void send_own(PartyId from, PartyId to, const Envelope& envelope, SimTime time);
  [[nodiscard]] SimDuration lateness(std::size_t number);
  [[nodiscard]] SimDuration cut_off(std::size_t number);
  [[nodiscard]] SimTime earliest(std::size_t number, PartyId from, PartyId to);
  void release(PartyId from, PartyId to, const Envelope* envelope);
  void crash(PartyId party, std::size_t number, const std::string& how);
  [[nodiscard]] std::string text_of(std::size_t number) const;

  Job& job_;
  FaultPlan plan_;
  PartyWatch* watch_ = nullptr;
  std::int64_t injected_ = 0;
  bool has_sent_ = false, sending_ = false;
  std::vector<MessageFacts> messages_;
  std::vector<std::pair<MessageFacts, Envelope>> arrived_;
  std::map<Name, std::deque<std::size_t>> numbers_;  ///< of what is on its way
  std::map<Link, Connection> connections_;
  std::map<PartyId, std::size_t> silent_from_;  ///< what it sends from that number on is lost
  std::set<PartyId> deaf_;                      ///< what reaches it is lost
  struct Interval {
    SimTime from, until;
  };
  static void extend(Interval& interval, SimTime now, SimDuration by);
  std::map<PartyId, Interval> frozen_;
  std::map<Link, Interval> cuts_;  ///< in both directions
};

}  // namespace fathom
