#pragma once

#include "metrics/tables.hpp"

namespace fathom {

/// A row for everyone to whom inputs or their keys come.
[[nodiscard]] CsvTable arrivals_table(const RunReport& report);

}  // namespace fathom
