#include "experiments/report/tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "experiments/report/meanings.hpp"
#include "metrics/columns.hpp"
#include "metrics/errors.hpp"
#include "metrics/printable.hpp"

namespace fathom {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

std::string shown(const fs::path& path) { return printable(path.native(), 200); }

ReportTable read(const fs::path& path) {
  ReportTable table{path.stem().string(), {}, read_csv(path), {}};
  table.meaning = meaning_of_table(table.name);
  for (const std::string& column : table.file.header) {
    table.meanings.push_back(meaning_of_column(table.name, column));
  }
  return table;
}

/// The columns after those of a run's table: none, or those of a sweep.
Names beyond_spec(const CsvFile& file, const TableSpec& spec, const std::string& where) {
  for (const bool per_step : {false, true}) {
    const CsvTable table = empty_table(spec.name, per_step);
    const std::vector<Column>& columns = table.columns();
    if (file.header.size() < columns.size()) continue;
    const auto end = file.header.begin() + static_cast<std::ptrdiff_t>(columns.size());
    if (!std::ranges::equal(columns, std::ranges::subrange(file.header.begin(), end), {},
                            &Column::name)) {
      continue;
    }
    Names rest(end, file.header.end());
    if (rest.empty() || (rest.size() >= 2 && rest.front() == "point" && rest.back() == "repeat")) {
      return rest;
    }
  }
  throw UserError(fmt::format(
      "{}: the columns are not those of a table {}, of a run or of a sweep; --columns lists them",
      where, spec.name));
}

bool is_whole(std::string_view cell) {
  if (cell.starts_with('-')) cell.remove_prefix(1);
  return !cell.empty() && std::ranges::all_of(cell, [](char c) { return c >= '0' && c <= '9'; });
}

/// Whole numbers by their names: what the charts add up.
bool holds_whole_numbers(std::string_view column) {
  static const std::set<std::string_view> names{"rounds", "critical_rounds", "elements", "messages",
                                                "times"};
  if (column.starts_with("predicted_")) column.remove_prefix(10);
  return names.contains(column) || column.ends_with("_ns") || column.ends_with("_bytes") ||
         column.ends_with("_ppm");
}

void check_numbers(const ReportTable& table, const std::string& where) {
  for (std::size_t k = 0; k < table.file.header.size(); ++k) {
    if (!holds_whole_numbers(table.file.header[k])) continue;
    for (std::size_t i = 0; i < table.file.records.size(); ++i) {
      const std::string& cell = table.file.records[i][k];
      if (cell.empty() || is_whole(cell)) continue;
      throw UserError(fmt::format("{}: record {} has '{}' as {}, which is a whole number or empty",
                                  where, i + 2, printable(cell, 40), table.file.header[k]));
    }
  }
}

std::vector<fs::path> other_files(const fs::path& directory) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(directory)) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(".csv") || name.starts_with('.')) continue;
    const auto is_it = [&](const TableSpec& spec) { return entry.path().stem() == spec.name; };
    if (std::ranges::none_of(table_specs(), is_it)) paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  return paths;
}

}  // namespace

std::vector<ReportTable> read_report_tables(const fs::path& directory) {
  if (!fs::is_directory(directory)) {
    throw UserError(shown(directory) +
                    " is not a directory; name one that an experiment's --out wrote");
  }
  std::vector<ReportTable> tables;
  std::optional<Names> sweep;
  for (const TableSpec& spec : table_specs()) {
    const fs::path path = directory / (std::string(spec.name) + ".csv");
    if (!fs::exists(path)) {
      throw UserError(shown(path) + " is missing; an experiment writes all tables with --out DIR");
    }
    tables.push_back(read(path));
    const Names rest = beyond_spec(tables.back().file, spec, shown(path));
    if (sweep && *sweep != rest) {
      throw UserError(shown(path) + " is not of the same run or sweep as the tables beside it");
    }
    sweep = rest;
    check_numbers(tables.back(), shown(path));
    const std::size_t rows = tables.back().file.records.size();
    if (spec.name != "runs" || rows == 1 || (rows > 1 && !rest.empty())) continue;
    throw UserError(
        fmt::format("{} holds {} runs; a report is of one run or of a sweep", shown(path), rows));
  }
  for (const fs::path& path : other_files(directory)) tables.push_back(read(path));
  return tables;
}

}  // namespace fathom
