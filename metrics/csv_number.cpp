#include "metrics/csv_number.hpp"

#include <charconv>
#include <string>

#include "metrics/errors.hpp"
#include "metrics/printable.hpp"

namespace fathom {

std::int64_t whole_number(const CsvTable& table, std::size_t row, std::string_view column) {
  const std::string& text = table.cell(row, column);
  std::int64_t value = 0;
  if (text.empty()) return value;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, value);
  if (error == std::errc() && end == last) return value;
  throw UserError(table.name() + ".csv: row " + std::to_string(row + 1) + " has '" +
                  printable(text, 40) + "' as " + std::string(column) +
                  ", which is a whole number or empty");
}

}  // namespace fathom
