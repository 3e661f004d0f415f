#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "actors/simulation/simulation.hpp"
#include "actors/testing/which.hpp"

namespace fathom::testing {

/// Keeps a record of every message of a simulation, and decides what becomes of each that arrives:
/// of the rules that match it the last one counts, and without one it is delivered. The records of
/// held messages stand in the order in which the simulation holds them.
class FlightLog final : public WireObserver, public Interceptor {
 public:
  /// Begins to watch; the log must outlive the simulation.
  void watch(Simulation& simulation);

  /// From now on, whatever arrives and matches meets with `verdict`.
  void add_rule(Which which, Verdict verdict) { rules_.emplace_back(std::move(which), verdict); }

  /// Releases or loses the held messages that match, in the order of their arrival.
  void release(const Which& which);
  void discard(const Which& which);

  [[nodiscard]] const std::vector<Flight>& flights() const { return flights_; }
  [[nodiscard]] std::size_t arrivals() const { return flights_.size() - in_flight_.size(); }
  [[nodiscard]] const std::vector<std::size_t>& held() const { return held_; }
  /// The message that arrived last. At least one must have.
  [[nodiscard]] const Flight& last_arrival() const { return flights_[last_arrival_]; }

  void on_sent(PartyId from, PartyId to, const Header& header, Bytes message) override;
  void on_delivered(PartyId /*from*/, PartyId /*to*/, const Envelope& /*envelope*/,
                    Bytes /*message*/, const MessageLife& /*life*/) override {}
  Verdict on_delivery(PartyId from, PartyId to, const Envelope& envelope) override;

 private:
  [[nodiscard]] Flight& take_in_flight(PartyId from, PartyId to, const Header& header);
  [[nodiscard]] Verdict verdict_on(const Flight& flight) const;
  template <class Act>
  void end_hold(const Which& which, Flight::State state, Act act);

  Simulation* simulation_ = nullptr;
  std::vector<std::pair<Which, Verdict>> rules_;
  std::vector<Flight> flights_;
  std::vector<std::size_t> in_flight_;  ///< numbers, in the order of sending
  std::vector<std::size_t> held_;
  std::size_t last_arrival_ = 0;
};

}  // namespace fathom::testing
