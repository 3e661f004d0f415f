#pragma once

#include <map>
#include <string>
#include <vector>

#include "actors/deployment/party_report.hpp"
#include "metrics/columns.hpp"
#include "metrics/csv.hpp"
#include "metrics/tables.hpp"

namespace fathom {

/// A job that ran in processes of its own, beside its simulation.
struct RealRun {
  std::map<PartyId, PartyReport> reports;
  /// From the first party's beginning to the last one's end: all on one machine's clock.
  [[nodiscard]] SimDuration duration() const;
  [[nodiscard]] const Outputs& outputs() const;
  [[nodiscard]] std::string content_digest() const;
  [[nodiscard]] std::int64_t chain() const;
};
struct SimulatedRun {
  const RunReport* report = nullptr;  ///< with its measurement
  Outputs outputs;
};

/// The tables of such a comparison: every figure of the real run has its simulated twin.
[[nodiscard]] std::vector<TableSpec> deployment_table_specs();
[[nodiscard]] std::vector<CsvTable> compare_runs(const RealRun& real,
                                                 const SimulatedRun& simulated);

/// What ought to be equal and is not, a line each: rounds, messages, elements and bytes of every
/// row, the longest chain; and, where all keys come from a seed, the content digest and, bit for
/// bit, what the receiver learned.
[[nodiscard]] std::vector<std::string> unequal(const std::vector<CsvTable>& tables,
                                               const RealRun& real, const SimulatedRun& simulated,
                                               bool seeded);

}  // namespace fathom
