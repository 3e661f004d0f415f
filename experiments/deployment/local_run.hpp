#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "experiments/options.hpp"
#include "metrics/csv.hpp"

namespace fathom {

/// All options of a job in processes on this machine.
struct LocalRunOptions {
  std::string deployment;
  std::string transport;  ///< instead of the file's: tcp or tls
  std::string emulate;    ///< a link between network namespaces, instead of loopback
  int party_threads = 1;
  std::string directory;
  std::string table;
  NetworkOptions network;  ///< of the simulation

  void add_to(CLI::App& app);
  /// Throws UserError.
  void check() const;
};

/// Runs the job in processes, one a party, and simulated; prints both, with their difference in
/// time, on standard error, and writes the tables. Returns the exit code: 0 where the two agree in
/// all that is exact, 77 where this machine cannot emulate a link, that of the first party that
/// ended otherwise. Throws UserError, and InternalError where they do not agree.
int run_locally(const LocalRunOptions& options);

}  // namespace fathom
