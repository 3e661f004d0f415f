#pragma once

#include <coroutine>
#include <functional>
#include <optional>
#include <string>

#include "actors/acting_party.hpp"
#include "actors/observation.hpp"
#include "actors/simulation/simulation.hpp"
#include "metrics/compute.hpp"
#include "protocol/party.hpp"

namespace fathom {

/// A party of the protocol on a host of the simulation: what its actor hands to the protocol, and
/// what the protocol hands to its actor. Owns the party's coroutine, so that a job that is given up
/// frees it.
class SimulatedParty final : public Host, public ActingParty {
 public:
  SimulatedParty(PartyId id, Simulation& simulation, Observation& observation, Compute compute,
                 TraceHook* trace, const CostTable* costs = nullptr);

  [[nodiscard]] Party& party() { return party_; }
  [[nodiscard]] Strand& strand() { return strand_; }
  [[nodiscard]] PartyId id() const { return party_.id(); }

  /// What the actor runs when it starts.
  void set_program(std::function<Task<Done>()> program) { program_ = std::move(program); }

  /// Awaitable: the party goes on at `time`, at once when that is past. For whoever waits for no
  /// message but for something to happen to it, outside the run: one strand at a time.
  class Pause;
  [[nodiscard]] Pause until(SimTime time);
  [[nodiscard]] SimTime now() const { return clock_.local_now(); }

  /// From the actor: at the start, and at the end of every pause.
  void start() override;
  void deliver(const Envelope& envelope) override;
  /// From whoever watches the parties, inside a handling of its host: see Party. Throw what the
  /// program then ends with.
  void lose(PartyId peer, const std::string& why);
  void give_up(std::uint64_t begun, SimDuration time);
  void set_self(caf::actor self) override { self_ = std::move(self); }

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
  HostPower power_;
  const CostTable* costs_;  ///< null: the built-in one
  caf::actor self_;
  Party party_;
  Strand strand_;
  std::function<Task<Done>()> program_;
  std::optional<Task<Done>> task_;
  Pause* pause_ = nullptr;
};

class SimulatedParty::Pause {
 public:
  Pause(SimulatedParty& party, SimTime until) : party_(party), until_(until) {}
  Pause(const Pause&) = delete;
  Pause& operator=(const Pause&) = delete;
  ~Pause() {
    if (party_.pause_ == this) party_.pause_ = nullptr;
  }

  [[nodiscard]] bool await_ready() const { return party_.now() >= until_; }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> handle) {
    wait(*handle.promise().strand, handle);
  }
  void await_resume() const noexcept {}

 private:
  friend class SimulatedParty;
  void wait(const Strand& strand, std::coroutine_handle<> handle);
  void end();

  SimulatedParty& party_;
  SimTime until_;
  Label label_;
  std::coroutine_handle<> handle_;
};

inline SimulatedParty::Pause SimulatedParty::until(SimTime time) { return {*this, time}; }

}  // namespace fathom
