#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace fathom {

/// A column of a table: its name (snake_case, unit as a suffix) and what it means.
struct Column {
  std::string_view name;
  std::string_view meaning;
};

/// A table in long form with a fixed list of columns. Cells are set by name; a name that the table
/// does not have is a bug. Cells that are never set stay empty.
class CsvTable {
 public:
  CsvTable(std::string name, std::vector<Column> columns);

  class Row {
   public:
    Row& set(std::string_view column, std::string value);
    Row& set(std::string_view column, std::int64_t value);
    Row& set(std::string_view column,
             double value);  ///< the shortest text that reads back the same

   private:
    friend class CsvTable;
    explicit Row(const CsvTable& table);
    const CsvTable* table_;
    std::vector<std::string> cells_;
  };
  Row& add_row();

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::vector<Column>& columns() const { return columns_; }
  [[nodiscard]] std::size_t rows() const { return rows_.size(); }
  [[nodiscard]] const std::string& cell(std::size_t row, std::string_view column) const;

  /// Header and rows; fields with commas or quotes are quoted. [RFC 4180, with line feeds]
  void write(std::ostream& out) const;

 private:
  [[nodiscard]] std::size_t index_of(std::string_view column) const;
  std::string name_;
  std::vector<Column> columns_;
  std::vector<Row> rows_;
};

}  // namespace fathom
