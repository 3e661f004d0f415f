#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fathom {

/// What a command line asks of a sweep, taken out of it before the experiment reads the rest.
struct SweepRequest {
  std::vector<std::string> sweeps;  ///< KEY=VALUES
  std::optional<std::int64_t> repeat;
  std::optional<std::int64_t> jobs;
  bool dry_run = false;

  std::string out, seed, threads;  ///< the experiment's own, which are changed from point to point
  std::vector<std::string> rest;   ///< all other arguments, in order

  /// The options of a sweep, for the help of an experiment and for this.
  void add_to(CLI::App& app);
  /// Whether there is more than one run to do, or to list.
  [[nodiscard]] bool is_asked() const { return !sweeps.empty() || repeat || dry_run; }
};

/// Throws CLI::ParseError, or UserError for options that do not go together. Asks for nothing where
/// help, or another text that the experiment prints about itself, is asked for.
[[nodiscard]] SweepRequest read_sweep_request(int argc, const char* const* argv);

}  // namespace fathom
