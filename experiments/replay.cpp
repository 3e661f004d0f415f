// Plays a recorded run on another network: the same tables, to the nanosecond, as the run itself
// would have made there, without its arithmetic.

#include "actors/replay/replay.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>

#include "experiments/experiment.hpp"
#include "experiments/options.hpp"
#include "experiments/private_run.hpp"
#include "metrics/errors.hpp"

namespace {

using namespace fathom;

struct ReplayOptions {
  std::string file;
  NetworkOptions network;
  OutputOptions output;
  std::optional<std::uint64_t> seed;

  void add_to(CLI::App& app);
};

void ReplayOptions::add_to(CLI::App& app) {
  app.add_option("FILE", file, "What an experiment's --record wrote")->required();
  network.network = network.compute = NetworkOptions::kAsRecorded;
  network.add_to(app);
  app.add_option("--seed", seed, "Of the jitter; by default that of the recorded run")
      ->type_name("N");
  output.add_tables_to(*app.add_option_group("Output"));
}

/// The recorded model of compute; its table of costs is in a file of its own.
void take_compute(ReplayOptions& options, const RecordedRun& run) {
  const std::size_t colon = run.report.info.compute.find(':');
  options.network.compute = run.report.info.compute.substr(0, colon);
  if (colon == std::string::npos || !options.network.costs.empty()) return;
  throw UserError(
      fmt::format("the run was recorded with the costs {}; name their file with --costs",
                  run.report.info.compute.substr(colon + 1)));
}

void run_replay(ReplayOptions options, std::map<std::string, RecordedRun>& loaded) {
  options.output.check();
  auto found = loaded.find(options.file);
  if (found == loaded.end()) {
    found = loaded.emplace(options.file, read_recorded_run(options.file)).first;
  }
  const RecordedRun& run = found->second;
  if (options.network.compute == NetworkOptions::kAsRecorded) take_compute(options, run);
  const NetworkSpec network = options.network.network == NetworkOptions::kAsRecorded
                                  ? options.network.resolve(NetworkSpec::parse(
                                        run.report.info.resolved_network, run.report.info.network))
                                  : options.network.resolve();
  const bool as_it_was = network.resolved() == run.report.info.resolved_network &&
                         options.network.compute_name() == run.report.info.compute &&
                         options.seed.value_or(run.report.info.seed) == run.report.info.seed;
  Replay replay(run, network, options.network.resolve_compute(),
                options.seed.value_or(run.report.info.seed), options.network.resolve_costs());
  replay.play();
  const RunReport report = replay.report();
  const Measurement& measured = *report.measured;
  if (as_it_was && (measured.traffic_digest != run.traffic_digest ||
                    measured.content_digest != run.content_digest)) {
    throw InternalError("a replay on the recorded network is not what was recorded");
  }
  deliver(report, options.output);
}

}  // namespace

int main(int argc, char** argv) {
  ReplayOptions options;
  std::map<std::string, RecordedRun> loaded;  // read once for all points of a sweep
  return run_experiment(
      argc, argv, "replay",
      "Plays a recorded run on another network, with the same tables as the run itself would have "
      "made there.",
      "replay run.trace --network wan --sweep bandwidth=10Mbit/s:1Gbit/s:log9 --table runs",
      [&options](CLI::App& app) { options.add_to(app); },
      [&options, &loaded] { run_replay(options, loaded); }, table_specs(), PointProcess::kept);
}
