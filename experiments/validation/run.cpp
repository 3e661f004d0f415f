#include "experiments/validation/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "experiments/experiment.hpp"
#include "experiments/private_run.hpp"
#include "experiments/validation/comparison.hpp"
#include "experiments/validation/measured.hpp"
#include "experiments/validation/summary.hpp"
#include "metrics/progress.hpp"
#include "metrics/tables.hpp"

namespace fathom {
namespace {

void print_lateness(const RelayLateness& lateness) {
  if (lateness.packets == 0) return;
  std::cerr << fmt::format("the emulated links were late by {} on average, {} at most\n",
                           readable(SimDuration{lateness.sum.count() / lateness.packets}),
                           readable(lateness.greatest));
}

/// Repeats lie far apart in time, so that what else the machine does seldom falls on all of them.
std::vector<Measured> measure(const std::vector<Point>& points, int repeats) {
  KernelNetwork kernel;
  Samples samples(points.size());
  Progress progress(std::cerr, progress_on_terminal(), "measuring",
                    static_cast<std::int64_t>(points.size()) * repeats);
  for (int repeat = 0; repeat < repeats; ++repeat) {
    for (std::size_t i = 0; i < points.size(); ++i) {
      samples[i].push_back(kernel.run(points[i]));
      progress.advance();
    }
  }
  progress.finish();
  print_lateness(kernel.lateness());
  std::vector<Measured> measured;
  for (std::size_t i = 0; i < points.size(); ++i) {
    measured.push_back(measured_of(points[i], std::move(samples[i])));
  }
  return measured;
}

std::vector<Measured> measured_before(const ValidationOptions& options) {
  std::vector<Measured> measured = read_measured(options.measured);
  std::erase_if(measured,
                [&](const Measured& one) { return !is_in(options.grid.only, one.point); });
  return measured;
}

void deliver(const CsvTable& table, const ValidationOptions& options) {
  if (!options.directory.empty()) {
    write_tables({table}, options.directory);
    std::cerr << "table written to " << options.directory << '\n';
  }
  if (options.csv) table.write(std::cout);
  if (table.rows() > 0) print_errors(std::cerr, table);
}

}  // namespace

bool run_validation(const ValidationOptions& options) {
  check_directory_destination("--out", options.directory);
  const std::vector<Point> points = grid_of(options.grid);
  try {
    deliver(compare(options.measured.empty() ? measure(points, options.repeats)
                                             : measured_before(options)),
            options);
    return true;
  } catch (const EmulationUnavailable& unavailable) {
    std::cerr << "validate_network: skipped, for " << unavailable.what() << '\n';
    return false;
  }
}

}  // namespace fathom
