#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "actors/simulated_party.hpp"
#include "protocol/inputs.hpp"

namespace fathom {

/// The input providers of a job that do nothing but share: anything from one to a million. Sharing
/// waits for nobody, so each is made when its turn to start comes, on a host of its own, shares,
/// and ends; what it sent goes its way. At any time one of them exists.
class ProviderCrowd {
 public:
  /// All that hold a shard of `plan`, in order of their numbers, except those that `elsewhere` says
  /// are no part of the crowd.
  ProviderCrowd(const InputPlan& plan, const std::function<bool(PartyId)>& elsewhere);

  [[nodiscard]] bool empty() const { return holdings_.empty(); }
  [[nodiscard]] bool started() const { return started_; }
  /// Of each provider, in order.
  [[nodiscard]] const std::vector<PartyId>& providers() const { return providers_; }

  /// Makes a party, with nothing but its own shards to read: given its id and its part of the plan.
  using MakeParty = std::function<std::unique_ptr<SimulatedParty>(PartyId, InputPlan)>;
  /// Starts all of them, each to its end, at the present instant. Throws what one of them threw.
  void start(Simulation& simulation, const InputPlan& plan, const MakeParty& make);

 private:
  /// A shard, and the number of its source.
  struct Holding {
    Shard shard;
    std::uint32_t source = 0;
  };

  std::vector<Holding> holdings_;  ///< by provider, then as in the plan
  std::vector<PartyId> providers_;
  bool started_ = false;
};

}  // namespace fathom
