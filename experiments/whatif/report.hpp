#pragma once

#include <ostream>
#include <vector>

#include "experiments/whatif/sensitivity.hpp"
#include "metrics/columns.hpp"
#include "metrics/csv.hpp"

namespace fathom {

/// One row a parameter.
[[nodiscard]] TableSpec sensitivities_spec();

/// The parts of the critical path of a run whose tables these are, by parameter; and where the
/// run was played again, how its duration follows each.
[[nodiscard]] CsvTable sensitivities_table(const std::vector<CsvTable>& run,
                                           const std::vector<Sensitivity>& played);

/// For people: what bounds the run, what it is sensitive to, and the five greatest contributors to
/// its critical path.
void print_whatif(std::ostream& out, const std::vector<CsvTable>& run, const CsvTable& table);

}  // namespace fathom
