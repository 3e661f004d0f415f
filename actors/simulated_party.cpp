#include "actors/simulated_party.hpp"

#include <chrono>
#include <utility>

#include "actors/messages/message.hpp"
#include "actors/messages/post.hpp"
#include "metrics/errors.hpp"

namespace fathom {

SimulatedParty::SimulatedParty(PartyId id, Simulation& simulation, Observation& observation,
                               Compute compute, TraceHook* trace, const CostTable* costs)
    : simulation_(simulation),
      observation_(observation),
      clock_(simulation.clock(id)),
      compute_(compute),
      power_(simulation.power(id)),
      costs_(costs),
      party_(id, *this, observation.recorder()),
      strand_(program_strand(observation.recorder().hops(), id, trace)) {}

void SimulatedParty::Pause::wait(const Strand& strand, std::coroutine_handle<> handle) {
  ensure(party_.pause_ == nullptr, "a party pauses on one strand at a time");
  party_.pause_ = this;
  if (strand.trace != nullptr) strand.trace->on_pause(strand.place(), until_);
  label_ = strand.label;
  handle_ = handle;
  caf::delayed_anon_send(party_.self_, std::chrono::nanoseconds((until_ - party_.now()).count()),
                         Start{});
}

void SimulatedParty::Pause::end() {
  party_.pause_ = nullptr;
  party_.observation_.timeline().pause(party_.id(), label_, party_.now());
  handle_.resume();
}

void SimulatedParty::start() {
  if (pause_ != nullptr) {
    pause_->end();
    return check_end();
  }
  ensure(!task_ && program_, "a party starts once, with a program");
  observation_.timeline().hold(id(), strand_.label, now());
  task_.emplace(program_());
  task_->start(strand_);
  check_end();
}

void SimulatedParty::deliver(const Envelope& envelope) {
  const auto& cause = clock_.cause();
  ensure(cause.has_value(), "a protocol message came without its sender");
  party_.deliver(cause->sender, envelope);
  check_end();
}

void SimulatedParty::lose(PartyId peer, const std::string& why) {
  if (!task_ || task_->done()) return;
  party_.lose(peer, why);
  check_end();
}

void SimulatedParty::give_up(std::uint64_t begun, SimDuration time) {
  if (!task_ || task_->done()) return;
  party_.give_up(begun, time);
  check_end();
}

void SimulatedParty::check_end() {
  if (done()) task_->result();
}

void SimulatedParty::send(PartyId to, Envelope envelope) {
  post(self_, simulation_.wire(id(), to), std::move(envelope));
}

void SimulatedParty::charge(const Label& label, const Ring& ring, const Work& work,
                            SimDuration measured) {
  const SimTime begin = clock_.local_now();
  clock_.charge(time_of(compute_, ring.bits, work, measured, power_, costs_, label.operation));
  observation_.timeline().busy(id(), label, begin, clock_.local_now());
}

void SimulatedParty::on_resume(const Label& label) {
  const auto& cause = clock_.cause();
  observation_.timeline().idle(id(), label, clock_.local_now(), cause->life, cause->sender);
}

}  // namespace fathom
