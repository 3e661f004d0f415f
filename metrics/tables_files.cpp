#include <fmt/format.h>

#include <fstream>
#include <system_error>
#include <utility>

#include "metrics/errors.hpp"
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
  namespace fs = std::filesystem;
  std::error_code error;
  fs::create_directories(directory, error);
  std::vector<std::pair<fs::path, fs::path>> moves;
  bool failed = static_cast<bool>(error);
  for (const CsvTable& table : tables) {
    if (failed) break;
    const fs::path target = directory / (table.name() + ".csv");
    const fs::path temporary = directory / ("." + table.name() + ".csv.new");
    std::ofstream out(temporary, std::ios::binary);
    table.write(out);
    out.close();
    moves.emplace_back(temporary, target);
    failed = !out;
  }
  for (const auto& [temporary, target] : moves) {
    if (!failed) {
      fs::rename(temporary, target, error);
      failed = static_cast<bool>(error);
    }
    if (failed) fs::remove(temporary, error);
  }
  if (failed) {
    throw UserError(
        fmt::format("the tables cannot be written to {}: name a directory that can be "
                    "written",
                    directory.string()));
  }
}

}  // namespace fathom
