#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/csv.hpp"

namespace fathom {

/// A CSV file as it stands: fields unquoted, every record as wide as the header.
struct CsvFile {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> records;

  /// The place of a column in every record; nothing where there is none.
  [[nodiscard]] std::ptrdiff_t find(std::string_view column) const;
};

/// Reads RFC 4180 with line feeds, as `CsvTable::write` writes it. Throws UserError, naming file
/// and record, for anything else and for a file that cannot be read.
[[nodiscard]] CsvFile read_csv(const std::filesystem::path& file);

/// The tables of one run, as `write_tables` wrote them, in the order of `table_specs()`. Throws
/// UserError for a table that is missing or damaged, or of several runs.
[[nodiscard]] std::vector<CsvTable> read_tables(const std::filesystem::path& directory);

}  // namespace fathom
