#pragma once

#include <ostream>
#include <vector>

#include "metrics/csv.hpp"

namespace fathom {

/// What a run says whose keys come from a seed.
inline constexpr const char* kReproducible = "reproducible, and not for real data";

/// For people, on standard error: an aligned table per layer (rounds, bytes offline and online,
/// where server 0's time went), the five greatest contributors to the critical path, and what
/// bounds the run.
void print_summary(std::ostream& out, const std::vector<CsvTable>& tables);

/// The five rows of operations.csv with the greatest parts of the critical path.
void print_contributors(std::ostream& out, const CsvTable& operations);

/// The table of that name.
[[nodiscard]] const CsvTable& table_named(const std::vector<CsvTable>& tables,
                                          std::string_view name);

}  // namespace fathom
