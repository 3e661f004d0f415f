#include "actors/provider_crowd.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "actors/input_provider.hpp"
#include "metrics/errors.hpp"

namespace fathom {
namespace {

/// The same sources, in the same order, without any shard.
InputPlan without_shards(const InputPlan& plan) {
  InputPlan sources;
  for (const InputSource& source : plan.sources) {
    sources.sources.push_back(source);
    sources.sources.back().shards.clear();
  }
  return sources;
}

}  // namespace

ProviderCrowd::ProviderCrowd(const InputPlan& plan, const std::function<bool(PartyId)>& elsewhere) {
  for (std::uint32_t source = 0; source < plan.sources.size(); ++source) {
    for (const Shard& shard : plan.sources[source].shards) {
      if (!elsewhere(shard.provider)) holdings_.push_back({shard, source});
    }
  }
  std::ranges::stable_sort(holdings_, {}, [](const Holding& h) { return h.shard.provider; });
  for (const Holding& holding : holdings_) {
    const PartyId provider = holding.shard.provider;
    if (providers_.empty() || providers_.back() != provider) providers_.push_back(provider);
  }
}

void ProviderCrowd::start(Simulation& simulation, const InputPlan& plan, const MakeParty& make) {
  const InputPlan empty = without_shards(plan);
  auto next = holdings_.begin();
  for (const PartyId id : providers_) {
    InputPlan own = empty;
    for (; next != holdings_.end() && next->shard.provider == id; ++next) {
      own.sources[next->source].shards.push_back(next->shard);
    }
    const std::unique_ptr<SimulatedParty> party = make(id, std::move(own));
    {
      const auto actor = simulation.system().spawn(passing_provider, party.get());
      simulation.add_party(id, actor);
      caf::anon_send(actor, Start{});
    }
    simulation.run_ready();
    ensure(party->done(), "a provider that only shares waits for something");
    for (const PartyId taker : {kServer0, kServer1, kProducer}) simulation.drop_wire(id, taker);
  }
  started_ = true;
}

}  // namespace fathom
