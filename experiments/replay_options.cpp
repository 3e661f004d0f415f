#include "experiments/replay_options.hpp"

#include <fmt/format.h>

#include <string>

#include "metrics/errors.hpp"

namespace fathom {

ReplayOptions::ReplayOptions() { network.network = network.compute = NetworkOptions::kAsRecorded; }

void ReplayOptions::add_to(CLI::App& app) {
  network.add_to(app);
  app.add_option("--seed", seed, "Of the jitter; by default that of the recorded run")
      ->type_name("N");
}

bool ReplayOptions::as_it_was() const {
  return network.network == NetworkOptions::kAsRecorded && network.latency.empty() &&
         network.bandwidth.empty() && network.overrides.empty() &&
         network.compute == NetworkOptions::kAsRecorded && network.costs.empty() && !seed;
}

NetworkSpec ReplayOptions::network_of(const RecordedRun& run) const {
  const RunInfo& info = run.report.info;
  if (network.network != NetworkOptions::kAsRecorded) return network.resolve();
  return network.resolve(NetworkSpec::parse(info.resolved_network, info.network));
}

bool ReplayOptions::as_recorded(const RecordedRun& run, const NetworkSpec& on) const {
  const RunInfo& info = run.report.info;
  return on.resolved() == info.resolved_network &&
         with_compute_of(run).compute_name() == info.compute &&
         seed.value_or(info.seed) == info.seed;
}

std::unique_ptr<Replay> ReplayOptions::play(const RecordedRun& run, const NetworkSpec& on,
                                            EventLog* log) const {
  const NetworkOptions options = with_compute_of(run);
  auto replay =
      std::make_unique<Replay>(run, on, options.resolve_compute(),
                               seed.value_or(run.report.info.seed), options.resolve_costs(), log);
  replay->play();
  return replay;
}

/// The recorded model of compute, where none was chosen; its table of costs is in a file of its
/// own.
NetworkOptions ReplayOptions::with_compute_of(const RecordedRun& run) const {
  NetworkOptions options = network;
  if (options.compute != NetworkOptions::kAsRecorded) return options;
  const std::string& recorded = run.report.info.compute;
  const std::size_t colon = recorded.find(':');
  options.compute = recorded.substr(0, colon);
  if (colon == std::string::npos || !options.costs.empty()) return options;
  throw UserError(
      fmt::format("the run was recorded with the costs {}; name their file with --costs",
                  recorded.substr(colon + 1)));
}

}  // namespace fathom
