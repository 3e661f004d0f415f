#include "experiments/sweep/run.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <sstream>

#include "experiments/experiment.hpp"
#include "experiments/sweep/interrupts.hpp"
#include "experiments/sweep/merge.hpp"
#include "experiments/sweep/scratch.hpp"
#include "metrics/csv_files.hpp"
#include "metrics/errors.hpp"
#include "metrics/progress.hpp"

namespace fathom {
namespace {

namespace fs = std::filesystem;

/// One run: what it prints on standard output.
std::string output_of(const SweptExperiment& experiment, const std::vector<std::string>& line) {
  std::ostringstream output;
  std::streambuf* const before = std::cout.rdbuf(output.rdbuf());
  experiment.parse(line);
  experiment.body();
  std::cout.rdbuf(before);
  return output.str();
}

/// Where a run writes its tables.
fs::path directory_of(const Scratch& scratch, std::size_t run) {
  return scratch.path() / std::to_string(run);
}

std::vector<std::string> run_all(const SweepPlan& plan, const SweptExperiment& experiment,
                                 const Scratch* scratch) {
  const std::size_t runs = plan.grid().runs();
  Progress progress(std::cerr, progress_on_terminal(), "sweep", static_cast<std::int64_t>(runs));
  PoolOptions pool;
  pool.process = experiment.process;
  if (plan.request().jobs) pool.jobs = static_cast<std::size_t>(*plan.request().jobs);
  pool.on_done = [&progress] { progress.advance(); };
  std::vector<std::string> outputs = run_points(runs, pool, [&](std::size_t run) {
    std::vector<std::string> line = plan.line(run);
    if (scratch != nullptr) line.push_back("--out=" + directory_of(*scratch, run).string());
    return output_of(experiment, line);
  });
  progress.finish();
  return outputs;
}

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The tables of all runs, each put together.
std::vector<CsvOutput> merged_files(const Scratch& scratch, const CsvTable& columns) {
  std::vector<CsvOutput> files;
  for (const auto& entry : fs::directory_iterator(directory_of(scratch, 0))) {
    const fs::path name = entry.path().filename();
    files.push_back({name.stem().string(), [&scratch, &columns, name](std::ostream& out) {
                       MergedCsv merged(out, columns);
                       for (std::size_t run = 0; run < columns.rows(); ++run) {
                         merged.add(text_of(directory_of(scratch, run) / name));
                       }
                     }});
  }
  return files;
}

void deliver_all(const SweepPlan& plan, const std::vector<std::string>& outputs,
                 const Scratch* scratch) {
  const CsvTable columns = plan.grid().columns();
  std::ostringstream printed;
  // With --out, an experiment need not print a table.
  if (scratch == nullptr || !outputs.front().empty()) {
    MergedCsv merged(printed, columns);
    for (const std::string& output : outputs) merged.add(output);
  }
  if (scratch != nullptr) {
    write_csv_files(merged_files(*scratch, columns), plan.request().out);
    std::cerr << "tables written to " << plan.request().out << '\n';
  }
  std::cout << printed.str();
}

}  // namespace

void run_sweep(const SweepRequest& request, const SweptExperiment& experiment) {
  const SweepPlan plan(request, experiment.app);
  plan.check_lines(experiment.parse);
  plan.check_files(experiment.app);
  if (request.dry_run) return plan.grid().listing().write(std::cout);
  plan.check_destination(experiment.app);
  // Outlives the scratch directory, so that an interrupt does not leave one behind.
  const Interrupts interrupts;
  std::optional<Scratch> scratch;
  if (!request.out.empty()) scratch.emplace();
  const Scratch* const out = scratch ? &*scratch : nullptr;
  try {
    deliver_all(plan, run_all(plan, experiment, out), out);
  } catch (const PointFailure& failure) {
    std::cerr << failure.standard_error();
    const std::string what = plan.failure(failure.point(), failure.what());
    constexpr int kUserError = 2;
    if (failure.code() == kUserError) throw UserError(what);
    throw std::runtime_error(what);
  }
}

}  // namespace fathom
