#pragma once

#include <string_view>
#include <vector>

#include "metrics/csv.hpp"

namespace fathom {

/// The one list of tables and columns: used by the writer, by `--columns`, by the README and by the
/// tests. A column may be added; renaming one breaks its readers.
struct TableSpec {
  std::string_view name;
  std::string_view meaning;
  std::vector<Column> columns;
};

[[nodiscard]] const std::vector<TableSpec>& table_specs();

/// What every row begins with.
[[nodiscard]] const std::vector<Column>& run_columns();

/// The columns of one table, with `step` only if rows are per step. Throws UserError, listing the
/// names, for an unknown table.
[[nodiscard]] CsvTable empty_table(std::string_view name, bool per_step = false);

}  // namespace fathom
