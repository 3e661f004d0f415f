#include "actors/replay/replay.hpp"

#include <fmt/format.h>

#include <utility>

#include "actors/network/run_identity.hpp"
#include "metrics/errors.hpp"

namespace fathom {

Replay::Replay(const RecordedRun& run, const NetworkSpec& network, Compute compute,
               std::uint64_t seed, std::shared_ptr<const CostTable> costs, EventLog* log)
    : run_(run),
      report_(run.report),
      player_(run.trace, [this](Milestone milestone, std::uint64_t number,
                                SimTime time) { note(milestone, number, time); }),
      job_(job_spec(network, compute, seed, costs, log), {}) {
  report_.info = on_network(run.report.info, network, to_string(compute, costs.get()), seed);
  report_.predicted = &run.predicted;
}

void Replay::note(Milestone milestone, std::uint64_t number, SimTime time) {
  if (!report_.stream || number >= report_.stream->times.size()) return;
  RequestTimes& times = report_.stream->times[number];
  (milestone == Milestone::shared ? times.sent : times.answered) = time;
}

JobSpec Replay::job_spec(const NetworkSpec& network, Compute compute, std::uint64_t seed,
                         std::shared_ptr<const CostTable> costs, EventLog* log) {
  if (network.transport().tls != run_.tls) {
    throw UserError(
        fmt::format("network: tls={} would change the bytes that were recorded; record the run "
                    "with it",
                    run_.tls ? "off" : "on"));
  }
  JobSpec spec;
  spec.settings.packed = run_.packed;
  spec.settings.sized = run_.sized;
  if (run_.likelihood_server) spec.settings.likelihoods = Likelihoods::server;
  spec.network = network;
  spec.compute = compute;
  spec.costs = std::move(costs);
  spec.inputs = run_.plan;
  spec.seed = seed;
  spec.per_step = run_.report.per_step;
  spec.providers = run_.providers;
  spec.audit = false;
  spec.log = log;
  spec.layers = run_.report.layers;
  for (const PartyId party : run_.own_programs) spec.own_programs[party] = {};
  spec.played = [this](SimulatedParty& party) { return player_.play(party); };
  return spec;
}

void Replay::play() {
  job_.run();
  Recorder& recorder = job_.recorder();
  for (const auto& [label, counts] : run_.truncations) recorder.add_truncations(label, counts);
  for (const auto& [key, counts] : run_.bounds) {
    recorder.add_bounded(key.first, key.second, counts);
  }
  recorder.ledger().restore_reveals(run_.reveals);
}

RunReport Replay::report() const {
  RunReport report = report_;
  report.measured = job_.measurement();
  report.measured->accuracies = run_.accuracies;
  return report;
}

}  // namespace fathom
