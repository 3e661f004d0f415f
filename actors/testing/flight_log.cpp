#include "actors/testing/flight_log.hpp"

#include <algorithm>
#include <iterator>

#include "metrics/errors.hpp"

namespace fathom::testing {

void FlightLog::watch(Simulation& simulation) {
  simulation_ = &simulation;
  simulation.add_observer(*this);
  simulation.set_interceptor(this);
}

void FlightLog::release(const Which& which) {
  end_hold(which, Flight::State::delivered, &Simulation::release);
}

void FlightLog::discard(const Which& which) {
  end_hold(which, Flight::State::dropped, &Simulation::discard);
}

/// The choice is made before the first is released: that may already change what there is.
template <class Act>
void FlightLog::end_hold(const Which& which, Flight::State state, Act act) {
  std::vector<std::size_t> chosen;
  std::ranges::copy_if(held_, std::back_inserter(chosen),
                       [&](std::size_t number) { return which(flights_[number]); });
  for (const std::size_t number : chosen) {
    const auto place = std::ranges::find(held_, number);
    const auto index = static_cast<std::size_t>(place - held_.begin());
    held_.erase(place);
    flights_[number].state = state;
    (simulation_->*act)(index);
  }
}

void FlightLog::on_sent(PartyId from, PartyId to, const Header& header, Bytes message) {
  Flight flight;
  flight.number = flights_.size();
  flight.from = from;
  flight.to = to;
  flight.kind = header.kind;
  flight.label = header.label;
  flight.tag = header.tag;
  flight.part = header.part;
  flight.round = Rounds{header.rounds};
  flight.elements = Elements{header.elements};
  flight.payload = payload_bytes(header);
  flight.message = message;
  flight.sent = simulation_->clock(from).local_now();
  in_flight_.push_back(flight.number);
  flights_.push_back(std::move(flight));
}

Verdict FlightLog::on_delivery(PartyId from, PartyId to, const Envelope& envelope) {
  Flight& flight = take_in_flight(from, to, envelope.header);
  flight.arrived = simulation_->now();
  flight.content = envelope.payload;
  last_arrival_ = flight.number;
  const Verdict verdict = verdict_on(flight);
  switch (verdict) {
    case Verdict::deliver:
      flight.state = Flight::State::delivered;
      break;
    case Verdict::drop:
      flight.state = Flight::State::dropped;
      break;
    case Verdict::hold:
      flight.state = Flight::State::held;
      held_.push_back(flight.number);
      break;
  }
  return verdict;
}

/// Of several messages of one name, which only a wrong protocol sends, the first is the first sent.
Flight& FlightLog::take_in_flight(PartyId from, PartyId to, const Header& header) {
  const auto found = std::ranges::find_if(in_flight_, [&](std::size_t number) {
    const Flight& flight = flights_[number];
    return flight.from == from && flight.to == to && flight.tag == header.tag &&
           flight.kind == header.kind && flight.part == header.part;
  });
  ensure(found != in_flight_.end(), "a message arrived that was not sent");
  Flight& flight = flights_[*found];
  in_flight_.erase(found);
  return flight;
}

Verdict FlightLog::verdict_on(const Flight& flight) const {
  const auto matches = [&](const auto& rule) { return rule.first(flight); };
  const auto last = std::find_if(rules_.rbegin(), rules_.rend(), matches);
  return last != rules_.rend() ? last->second : Verdict::deliver;
}

}  // namespace fathom::testing
