#pragma once

#include <functional>
#include <optional>

#include "actors/observation.hpp"
#include "actors/simulation/simulation.hpp"
#include "metrics/compute.hpp"
#include "protocol/party.hpp"

namespace fathom {

/// A party of the protocol on a host of the simulation: what its actor hands to the protocol, and
/// what the protocol hands to its actor. Owns the party's coroutine, so that a job that is given up
/// frees it.
class SimulatedParty final : public Host {
 public:
  SimulatedParty(PartyId id, Simulation& simulation, Observation& observation, Compute compute,
                 TraceHook* trace);

  [[nodiscard]] Party& party() { return party_; }
  [[nodiscard]] Strand& strand() { return strand_; }
  [[nodiscard]] PartyId id() const { return party_.id(); }

  /// What the actor runs when it starts.
  void set_program(std::function<Task<Done>()> program) { program_ = std::move(program); }

  /// From the actor.
  void start();
  void deliver(const Envelope& envelope);
  /// The actor itself, by which others can answer what it sends; without one they cannot.
  void set_self(caf::actor self) { self_ = std::move(self); }

  [[nodiscard]] bool done() const { return task_ && task_->done(); }

  void send(PartyId to, Envelope envelope) override;
  void charge(const Label& label, const Ring& ring, const Work& work,
              SimDuration measured) override;
  void on_resume(const Label& label) override;
  [[nodiscard]] bool measures_time() const override { return compute_ == Compute::measured; }

 private:
  void check_end();

  Simulation& simulation_;
  Observation& observation_;
  HostClock& clock_;
  Compute compute_;
  caf::actor self_;
  Party party_;
  Strand strand_;
  std::function<Task<Done>()> program_;
  std::optional<Task<Done>> task_;
};

}  // namespace fathom
