#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "actors/network/network_spec.hpp"
#include "metrics/compute.hpp"
#include "protocol/settings.hpp"

namespace fathom {

/// The same flags on every experiment, from one place.

/// Which network, and how compute is charged.
struct NetworkOptions {
  std::string network = "lan";
  std::string latency, bandwidth;
  std::vector<std::string> overrides;
  std::string compute = "modelled";

  void add_to(CLI::App& app);
  [[nodiscard]] NetworkSpec resolve() const;
  [[nodiscard]] Compute resolve_compute() const { return compute_named(compute); }
};

/// Which variant of the protocol.
struct ProtocolOptions {
  std::string ring = "z64";
  int fractional_bits = 0;  ///< 0: 16 for z64, 32 for the wider ones
  std::string material = "full";
  std::string inputs = "full";
  std::string openings = "together";
  std::string likelihoods = "one";
  std::string elements = "padded";
  std::string supply = "streamed";
  std::string corrections = "server1";
  std::optional<std::int64_t> window;  ///< of a streamed supply

  void add_to(CLI::App& app);
  [[nodiscard]] Settings resolve() const;

 private:
  void resolve_system(Settings& settings) const;
};

/// "together material=full inputs=full likelihoods=one supply=streamed window=32": the variant in
/// short.
[[nodiscard]] std::string variant_name(const Settings& settings);

/// Where tables go.
struct OutputOptions {
  std::string directory;
  std::string table;
  bool per_step = false;
  bool predict_only = false;

  void add_to(CLI::App& app);
  /// Throws UserError for a table that does not exist.
  void check() const;
};

}  // namespace fathom
