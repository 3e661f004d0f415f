// What if the network were another one: how a run's duration follows latency, bandwidth, compute
// speed and the crypto producer's rate; what bounds it; and two networks or variants compared.

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <iostream>

#include "experiments/experiment.hpp"
#include "experiments/replay_options.hpp"
#include "experiments/whatif/comparison.hpp"
#include "experiments/whatif/report.hpp"
#include "metrics/csv_reader.hpp"
#include "metrics/errors.hpp"
#include "metrics/printable.hpp"
#include "metrics/progress.hpp"

namespace {

using namespace fathom;

struct Options {
  std::string run;
  std::vector<std::string> compare;
  bool csv = false;
  ReplayOptions replay;

  void add_to(CLI::App& app) {
    app.add_option("RUN", run,
                   "What an experiment's --record wrote, or the directory of its --out: then only "
                   "what its tables tell");
    app.add_option("--compare", compare,
                   "With RUN, two networks to play it on; else two runs, files or directories")
        ->expected(2)
        ->type_name("A B");
    app.add_flag("--csv", csv, "Print the table as CSV on standard output");
    replay.add_to(app);
  }
};

bool is_directory(const std::string& run) { return std::filesystem::is_directory(run); }

std::vector<CsvTable> tables_on(const RecordedRun& run, const ReplayOptions& options) {
  return make_tables(options.play(run, options.network_of(run))->report());
}

/// On a network of that name, with what else the options change of it.
ComparedRun on_network_of(const std::string& network, const RecordedRun& run,
                          ReplayOptions options) {
  options.network.network = network;
  return {network, tables_on(run, options)};
}

ComparedRun compared(const std::string& run, const ReplayOptions& options) {
  if (is_directory(run)) return {run, read_tables(run)};
  const RecordedRun recorded = read_recorded_run(run);
  return {run, tables_on(recorded, options)};
}

/// Tables cannot be played on another network.
void refuse_tables(const Options& options, const std::string& on) {
  if (!is_directory(options.run)) return;
  throw UserError(
      fmt::format("{} holds tables, which cannot be played {}; name what --record wrote of the run",
                  printable(options.run, 200), on));
}

CsvTable compare(const Options& options) {
  const std::string& a = options.compare.front();
  const std::string& b = options.compare.back();
  if (options.run.empty()) {
    return comparison_table({compared(a, options.replay), compared(b, options.replay)});
  }
  refuse_tables(options, "on two networks");
  if (options.replay.network.network != NetworkOptions::kAsRecorded) {
    throw UserError("--compare names the two networks; leave --network out");
  }
  const RecordedRun recorded = read_recorded_run(options.run);
  return comparison_table(
      {on_network_of(a, recorded, options.replay), on_network_of(b, recorded, options.replay)});
}

CsvTable study(const Options& options) {
  std::vector<CsvTable> tables;
  std::vector<Sensitivity> played;
  if (!options.replay.as_it_was()) refuse_tables(options, "elsewhere");
  if (is_directory(options.run)) {
    tables = read_tables(options.run);
  } else {
    const RecordedRun recorded = read_recorded_run(options.run);
    const NetworkSpec network = options.replay.network_of(recorded);
    const std::unique_ptr<Replay> replay = options.replay.play(recorded, network);
    tables = make_tables(replay->report());
    Progress progress(std::cerr, progress_on_terminal(), "parameters",
                      static_cast<std::int64_t>(network_parameters().size()));
    played = sensitivities(network, replay->end(), end_of_replays(recorded, options.replay),
                           [&progress] { progress.advance(); });
    progress.finish();
  }
  CsvTable table = sensitivities_table(tables, played);
  print_whatif(std::cerr, tables, table);
  return table;
}

void what_if(const Options& options) {
  if (options.run.empty() && options.compare.empty()) {
    throw UserError("name a recorded run or a directory of tables, for example: whatif run.trace");
  }
  const bool compares = !options.compare.empty();
  const CsvTable table = compares ? compare(options) : study(options);
  if (compares) print_comparison(std::cerr, table);
  if (options.csv) table.write(std::cout);
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  return run_experiment(
      argc, argv, "whatif",
      "Says what a run's duration depends on, and compares two networks or two variants layer by "
      "layer.",
      "whatif run.trace --network wan", [&options](CLI::App& app) { options.add_to(app); },
      [&options] { what_if(options); }, {sensitivities_spec(), comparison_spec()});
}
