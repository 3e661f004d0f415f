// Plays a recorded run on another network: the same tables, to the nanosecond, as the run itself
// would have made there, without its arithmetic.

#include <map>

#include "experiments/experiment.hpp"
#include "experiments/private_run.hpp"
#include "experiments/replay_options.hpp"
#include "experiments/timeline_file.hpp"
#include "metrics/errors.hpp"

namespace {

using namespace fathom;

struct Options {
  std::string file;
  ReplayOptions replay;
  OutputOptions output;

  void add_to(CLI::App& app) {
    app.add_option("FILE", file, "What an experiment's --record wrote")->required();
    replay.add_to(app);
    const auto group = app.add_option_group("Output");
    output.add_tables_to(*group);
    output.add_timeline_to(*group);
  }
};

void run_replay(const Options& options, std::map<std::string, RecordedRun>& loaded) {
  options.output.check();
  const std::string& timeline = options.output.timeline;
  check_file_destination("--timeline", timeline);
  auto found = loaded.find(options.file);
  if (found == loaded.end()) {
    found = loaded.emplace(options.file, read_recorded_run(options.file)).first;
  }
  const RecordedRun& run = found->second;
  const NetworkSpec network = options.replay.network_of(run);
  if (!timeline.empty()) check_timeline_length(run.predicted);
  EventLog log(network.transport());
  const std::unique_ptr<Replay> replay =
      options.replay.play(run, network, timeline.empty() ? nullptr : &log);
  const RunReport report = replay->report();
  const Measurement& measured = *report.measured;
  if (options.replay.as_recorded(run, network) && (measured.traffic_digest != run.traffic_digest ||
                                                   measured.content_digest != run.content_digest)) {
    throw InternalError("a replay on the recorded network is not what was recorded");
  }
  deliver(report, options.output);
  if (!timeline.empty()) write_timeline_file(timeline, log, report);
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  std::map<std::string, RecordedRun> loaded;  // read once for all points of a sweep
  return run_experiment(
      argc, argv, "replay",
      "Plays a recorded run on another network, with the same tables as the run itself would have "
      "made there.",
      "replay run.trace --network wan --sweep bandwidth=10Mbit/s:1Gbit/s:log9 --table runs",
      [&options](CLI::App& app) { options.add_to(app); },
      [&options, &loaded] { run_replay(options, loaded); }, table_specs(), PointProcess::kept);
}
