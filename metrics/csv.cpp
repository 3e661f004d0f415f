#include "metrics/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "metrics/errors.hpp"

namespace fathom {
namespace {

std::string quoted(const std::string& field) {
  if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
  std::string text = "\"";
  for (const char c : field) {
    if (c == '"') text += '"';
    text += c;
  }
  return text + "\"";
}

}  // namespace

CsvTable::CsvTable(std::string name, std::vector<Column> columns)
    : name_(std::move(name)), columns_(std::move(columns)) {}

CsvTable::Row::Row(const CsvTable& table) : table_(&table), cells_(table.columns_.size()) {}

CsvTable::Row& CsvTable::Row::set(std::string_view column, std::string value) {
  cells_[table_->index_of(column)] = std::move(value);
  return *this;
}

CsvTable::Row& CsvTable::Row::set(std::string_view column, std::int64_t value) {
  return set(column, std::to_string(value));
}

CsvTable::Row& CsvTable::Row::set(std::string_view column, double value) {
  return set(column, fmt::format("{}", value));
}

CsvTable::Row& CsvTable::add_row() {
  rows_.push_back(Row(*this));
  return rows_.back();
}

std::size_t CsvTable::index_of(std::string_view column) const {
  const auto found = std::ranges::find(columns_, column, &Column::name);
  ensure(found != columns_.end(), "a cell was set in a column that its table does not have");
  return static_cast<std::size_t>(found - columns_.begin());
}

const std::string& CsvTable::cell(std::size_t row, std::string_view column) const {
  return rows_[row].cells_[index_of(column)];
}

void CsvTable::write(std::ostream& out) const {
  for (std::size_t i = 0; i < columns_.size(); ++i) out << (i > 0 ? "," : "") << columns_[i].name;
  out << '\n';
  for (const Row& row : rows_) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      out << (i > 0 ? "," : "") << quoted(row.cells_[i]);
    }
    out << '\n';
  }
}

}  // namespace fathom
