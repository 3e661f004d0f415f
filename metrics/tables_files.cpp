#include <fmt/format.h>

#include "metrics/csv_files.hpp"
#include "metrics/tables.hpp"

namespace fathom {

std::vector<std::string> differences(const std::vector<CsvTable>& tables) {
  constexpr std::string_view kPrefix = "predicted_";
  std::vector<std::string> lines;
  for (const CsvTable& table : tables) {
    for (const Column& column : table.columns()) {
      if (!column.name.starts_with(kPrefix)) continue;
      const std::string_view twin = column.name.substr(kPrefix.size());
      for (std::size_t row = 0; row < table.rows(); ++row) {
        const std::string& predicted = table.cell(row, column.name);
        const std::string& measured = table.cell(row, twin);
        if (predicted == measured) continue;
        lines.push_back(fmt::format("{} row {}: {} is {}, predicted {}", table.name(), row + 1,
                                    twin, measured, predicted));
      }
    }
  }
  return lines;
}

void write_tables(const std::vector<CsvTable>& tables, const std::filesystem::path& directory) {
  std::vector<CsvOutput> files;
  for (const CsvTable& table : tables) {
    files.push_back({table.name(), [&table](std::ostream& out) { table.write(out); }});
  }
  write_csv_files(files, directory);
}

}  // namespace fathom
