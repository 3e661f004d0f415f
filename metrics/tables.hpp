#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "metrics/arrivals.hpp"
#include "metrics/csv.hpp"
#include "metrics/ledger.hpp"
#include "metrics/recorder.hpp"
#include "metrics/timeline.hpp"

namespace fathom {

/// What every row begins with: short names; the table of runs holds each resolved.
struct RunInfo {
  std::string run_id, experiment, model, ring, variant, network, compute;
  std::uint64_t seed = 0;
  int fractional_bits = 0;
  std::string settings, resolved_network;
};

/// Parts of the test samples, from 0 to 1, where they are known.
struct Accuracies {
  std::optional<double> test;       ///< of the run on shares
  std::optional<double> clear;      ///< of its twin over floats
  std::optional<double> encoded;    ///< of its twin over encoded integers
  std::optional<double> agreement;  ///< of the run and the encoded twin, sample by sample
};

/// What a run measured beside its ledger.
struct Measurement {
  const Recorder* recorder = nullptr;
  const Timeline* timeline = nullptr;
  const Arrivals* arrivals = nullptr;  ///< of inputs, where they were watched
  std::map<Link, SimDuration> link_busy;
  std::int64_t chain = 0;
  std::string traffic_digest, content_digest;
  Accuracies accuracies;
  std::int64_t host_ns = 0;
  std::int64_t peak_memory_bytes = 0;
};

/// One request of a stream, in virtual time.
struct RequestTimes {
  PartyId provider;
  std::int64_t batch = 0;  ///< in which it was answered, from 0
  SimTime sent;            ///< when its provider began to share it
  SimTime answered;        ///< when the output receiver had its result
};

/// A stream of requests.
struct StreamReport {
  std::int64_t requests = 0;
  std::int64_t batch_size = 0;
  std::int64_t providers = 0;
  double rate = 0;                  ///< of arrival, per second; 0: all at once
  std::vector<RequestTimes> times;  ///< empty without a measurement
};

/// Everything that the tables are made from. Without a measurement only the predicted columns are
/// filled, in the same rows.
struct RunReport {
  RunInfo info;
  LayerNames layers;
  bool per_step = false;
  const Ledger* predicted = nullptr;
  Rounds predicted_rounds;
  std::int64_t predicted_chain = 0;
  std::int64_t steps = 0;
  std::int64_t predictions = 0;
  std::optional<Measurement> measured;
  /// Expected catastrophic truncations by row (step 0), from the clear twin.
  std::map<Label, double> expected_catastrophic;
  BoundRows clear_bounds;  ///< of the clear twin
  int kappa = 0;           ///< of statistical masks
  std::optional<StreamReport> stream;
};

/// All tables of a run, in the order of `table_specs()`.
[[nodiscard]] std::vector<CsvTable> make_tables(const RunReport& report);

/// Rows whose measured figures differ from the predicted ones, one line each: empty when the
/// promise holds. Looks at every column that has a twin, in every table.
[[nodiscard]] std::vector<std::string> differences(const std::vector<CsvTable>& tables);

/// Writes each table to `directory`/NAME.csv: all of them under temporary names first, so that a
/// failure leaves nothing half-written. Throws UserError.
void write_tables(const std::vector<CsvTable>& tables, const std::filesystem::path& directory);

}  // namespace fathom
