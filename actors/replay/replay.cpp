#include "actors/replay/replay.hpp"

#include <fmt/format.h>

#include <utility>

#include "metrics/digest.hpp"
#include "metrics/errors.hpp"

namespace fathom {

std::string run_id_of(const RunInfo& info) {
  const std::string all =
      fmt::format("{} {} {} {} {} {} {}", info.experiment, info.settings, info.ring,
                  info.fractional_bits, info.seed, info.compute, info.resolved_network);
  return fmt::format("{:016x}", hash_bytes(all.data(), all.size()));
}

std::string compute_text(Compute compute, const CostTable* costs) {
  std::string text(to_string(compute));
  if (compute == Compute::modelled && costs != nullptr) text += ":" + costs->name();
  return text;
}

RunInfo moved_to(RunInfo info, const NetworkSpec& network, std::string compute,
                 std::uint64_t seed) {
  info.network = network.name();
  info.resolved_network = network.resolved();
  info.compute = std::move(compute);
  info.seed = seed;
  info.run_id = run_id_of(info);
  return info;
}

Replay::Replay(const RecordedRun& run, const NetworkSpec& network, Compute compute,
               std::uint64_t seed, std::shared_ptr<const CostTable> costs)
    : run_(run),
      info_(moved_to(run.info, network, compute_text(compute, costs.get()), seed)),
      stream_(run.stream),
      player_(run.trace,
              [this](Milestone milestone, std::uint64_t number, SimTime time) {
                if (!stream_ || number >= stream_->times.size()) return;
                RequestTimes& times = stream_->times[number];
                (milestone == Milestone::shared ? times.sent : times.answered) = time;
              }),
      job_(job_spec(network, compute, seed, std::move(costs)), {}) {}

JobSpec Replay::job_spec(const NetworkSpec& network, Compute compute, std::uint64_t seed,
                         std::shared_ptr<const CostTable> costs) {
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
  spec.per_step = run_.per_step;
  spec.providers = run_.providers;
  spec.audit = false;
  spec.layers = run_.layers;
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
  RunReport report;
  report.info = info_;
  report.layers = run_.layers;
  report.per_step = run_.per_step;
  report.predicted = &run_.predicted;
  report.predicted_rounds = run_.predicted_rounds;
  report.predicted_chain = run_.predicted_chain;
  report.steps = run_.steps;
  report.predictions = run_.predictions;
  report.expected_catastrophic = run_.expected_catastrophic;
  report.clear_bounds = run_.clear_bounds;
  report.kappa = run_.kappa;
  report.stream = stream_;
  Measurement measured = job_.measurement();
  measured.test_accuracy = run_.test_accuracy;
  measured.clear_accuracy = run_.clear_accuracy;
  measured.encoded_accuracy = run_.encoded_accuracy;
  measured.encoded_agreement = run_.encoded_agreement;
  report.measured = std::move(measured);
  return report;
}

}  // namespace fathom
