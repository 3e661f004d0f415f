#include "experiments/print_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

namespace fathom {
namespace {

constexpr std::string_view kPredicted = "predicted_";

bool is_empty(const CsvTable& table, std::string_view column) {
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (!table.cell(row, column).empty()) return false;
  }
  return true;
}

bool has(const CsvTable& table, std::string_view name) {
  return std::ranges::find(table.columns(), name, &Column::name) != table.columns().end();
}

std::string text_of(const CsvTable& table, std::size_t row, std::string_view column) {
  const std::string& cell = table.cell(row, column);
  const std::string twin = std::string(kPredicted) + std::string(column);
  // What was not run is shown as predicted, in brackets.
  if (cell.empty() && has(table, twin)) return "(" + table.cell(row, twin) + ")";
  if (cell.find('.') == std::string::npos || cell.find(' ') != std::string::npos) return cell;
  char* end = nullptr;
  const double number = std::strtod(cell.c_str(), &end);
  return *end == '\0' ? fmt::format("{:.4g}", number) : cell;
}

}  // namespace

void print_table(std::ostream& out, const CsvTable& table) {
  std::vector<std::string_view> columns;
  for (const Column& column : table.columns()) {
    if (column.name.starts_with(kPredicted)) continue;
    const std::string twin = std::string(kPredicted) + std::string(column.name);
    if (is_empty(table, column.name) && !has(table, twin)) continue;
    columns.push_back(column.name);
  }
  std::vector<std::size_t> widths;
  for (const std::string_view column : columns) {
    std::size_t width = column.size();
    for (std::size_t row = 0; row < table.rows(); ++row) {
      width = std::max(width, text_of(table, row, column).size());
    }
    widths.push_back(width);
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    out << fmt::format("{:<{}}  ", columns[i], widths[i]);
  }
  out << '\n';
  for (std::size_t row = 0; row < table.rows(); ++row) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      out << fmt::format("{:<{}}  ", text_of(table, row, columns[i]), widths[i]);
    }
    out << '\n';
  }
}

}  // namespace fathom
