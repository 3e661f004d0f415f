#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "experiments/sweep/grid.hpp"
#include "experiments/sweep/request.hpp"

namespace fathom {

/// Reads a command line into an experiment's options; throws UserError.
using ParseLine = std::function<void(const std::vector<std::string>& line)>;

/// The command lines of all runs of a sweep: what the user gave, the values of each point, and one
/// thread for each where no number of threads is given.
class SweepPlan {
 public:
  /// Throws UserError for a sweep that the experiment's options do not allow.
  SweepPlan(SweepRequest request, const CLI::App& app);

  [[nodiscard]] const SweepRequest& request() const { return request_; }
  [[nodiscard]] const Grid& grid() const { return grid_; }
  /// Without --out, which is another directory in each run.
  [[nodiscard]] std::vector<std::string> line(std::size_t run) const;
  /// What is said of a run that went wrong.
  [[nodiscard]] std::string failure(std::size_t run, const std::string& what) const;

  /// Parses the lines of all runs. Throws UserError for the first that is wrong.
  void check_lines(const ParseLine& parse) const;
  /// Throws UserError for options that name a file which every point would write anew.
  void check_files(const CLI::App& app) const;
  /// Throws UserError where the rows of a sweep have nowhere to go.
  void check_destination(const CLI::App& app) const;

 private:
  [[nodiscard]] bool has_many() const { return !request_.sweeps.empty() || request_.repeat; }

  SweepRequest request_;
  Grid grid_;
};

}  // namespace fathom
