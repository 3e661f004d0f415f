#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/csv_reader.hpp"

namespace fathom {

/// A table as it lies in a directory: its file's name without .csv, and what it and its columns
/// mean where the house knows.
struct ReportTable {
  std::string name;
  std::string_view meaning;
  CsvFile file;
  std::vector<std::string_view> meanings;  ///< one a column
};

/// What an experiment's --out wrote: all tables of one run, or of a sweep, whose tables end in
/// point, its values and repeat; after them, in order of their names, all other CSV files there.
/// Throws UserError for a directory that is none, and for a table that is missing or damaged.
[[nodiscard]] std::vector<ReportTable> read_report_tables(const std::filesystem::path& directory);

}  // namespace fathom
