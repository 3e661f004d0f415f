#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "experiments/sweep/pool.hpp"
#include "metrics/columns.hpp"

namespace fathom {

/// Adds an experiment's own options.
using AddOptions = std::function<void(CLI::App&)>;

/// The main function of every experiment: reads the command line, runs `body`, and turns errors
/// into one sentence on standard error. Exit codes: 0 done; 2 the user's mistake; 1 anything else.
/// With --sweep, --repeat or --dry-run, it runs `body` at every point, or lists the points.
/// `tables` are those that it writes, for --columns; `process` says whether a process may run
/// `body` at several points, one after the other.
int run_experiment(int argc, char** argv, const std::string& name, const std::string& description,
                   const std::string& example, const AddOptions& add_options,
                   const std::function<void()>& body,
                   const std::vector<TableSpec>& tables = table_specs(),
                   PointProcess process = PointProcess::fresh);

/// Whether standard error is a terminal that may be written over.
[[nodiscard]] bool progress_on_terminal();

/// Where an experiment has --seed: refuses a negative one, which would be taken for a large one.
void refuse_negative_seed(CLI::App& app);

}  // namespace fathom
