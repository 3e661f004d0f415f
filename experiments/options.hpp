#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "actors/network/network_spec.hpp"
#include "metrics/compute.hpp"
#include "protocol/settings.hpp"

namespace fathom {

/// The same flags on every experiment, from one place. Those that are given are checked when the
/// command line is parsed, so that a wrong one is found before anything is run.

/// Which network, and how compute is charged.
struct NetworkOptions {
  /// What stands for a recorded run's own, as default of `network` and `compute`.
  static constexpr std::string_view kAsRecorded = "as recorded";

  std::string network = "lan";
  std::string latency, bandwidth;
  std::vector<std::string> overrides;
  std::string compute = "modelled";
  std::string costs;  ///< file of costs; empty: the built-in table

  void add_to(CLI::App& app);
  [[nodiscard]] NetworkSpec resolve() const;
  /// The same, with `spec` in the place of --network.
  [[nodiscard]] NetworkSpec resolve(NetworkSpec spec) const;
  [[nodiscard]] Compute resolve_compute() const { return compute_named(compute); }
  /// Null for the built-in table. Throws UserError.
  [[nodiscard]] std::shared_ptr<const CostTable> resolve_costs() const;
  /// The model as the column `compute` names it.
  [[nodiscard]] std::string compute_name() const;
};

/// Which variant of the protocol.
struct ProtocolOptions {
  std::string ring = "z64";
  int fractional_bits = 0;  ///< 0: 16 for z64, 32 for the wider ones
  std::string variant;
  std::map<std::string, std::string> choices;  ///< by key, where one was given
  int kappa = 40;
  std::optional<std::int64_t> window;  ///< of a streamed supply
  bool list_variants = false;
  bool predicts = false;  ///< without a line, the variant is the predictions' default
  bool trains = false;  ///< without a line, the variant is the trainings' default; otherwise plain

  void add_to(CLI::App& app);
  [[nodiscard]] Settings resolve() const;

 private:
  void resolve_window(Settings& settings) const;
};

/// What --list-variants prints.
void print_variants(std::ostream& out);

/// Where tables go.
struct OutputOptions {
  std::string directory;
  std::string table;
  bool per_step = false;
  bool predict_only = false;
  std::string record;    ///< file for a trace of the run
  std::string timeline;  ///< file for its timeline

  void add_to(CLI::App& app);
  /// Those of finished runs alone: --out and --table.
  void add_tables_to(CLI::App& app);
  void add_timeline_to(CLI::App& app);
  /// Throws UserError for a table that does not exist and for what does not go together.
  void check() const;
};

}  // namespace fathom
