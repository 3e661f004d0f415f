#include "metrics/csv_reader.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

#include "metrics/columns.hpp"
#include "metrics/errors.hpp"
#include "metrics/printable.hpp"

namespace fathom {
namespace {

/// One pass over the text of a file, a record at a time.
class Reader {
 public:
  Reader(std::string text, std::string name) : text_(std::move(text)), name_(std::move(name)) {}

  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }

  std::vector<std::string> record() {
    ++record_;
    std::vector<std::string> fields;
    do {
      fields.push_back(at('"') ? quoted() : plain());
    } while (take(','));
    if (!take('\n')) refuse("has text after a closing quote, or no line feed at its end");
    return fields;
  }

  [[noreturn]] void refuse(const std::string& what) const {
    throw UserError(name_ + ": record " + std::to_string(record_) + " " + what);
  }

 private:
  [[nodiscard]] bool at(char expected) const {
    return at_ < text_.size() && text_[at_] == expected;
  }
  bool take(char expected) {
    if (!at(expected)) return false;
    ++at_;
    return true;
  }

  std::string plain() {
    const std::size_t end = std::min(text_.find_first_of(",\n", at_), text_.size());
    std::string field = text_.substr(at_, end - at_);
    if (field.find('"') != std::string::npos) refuse("has a quote in the middle of a field");
    at_ = end;
    return field;
  }

  std::string quoted() {
    std::string field;
    ++at_;
    while (true) {
      const std::size_t quote = text_.find('"', at_);
      if (quote == std::string::npos) refuse("has a quote that is never closed");
      field += text_.substr(at_, quote - at_);
      at_ = quote + 1;
      if (!take('"')) return field;
      field += '"';
    }
  }

  std::string text_;
  std::string name_;
  std::size_t at_ = 0;
  std::size_t record_ = 0;
};

std::string text_of(const std::filesystem::path& file, const std::string& name) {
  std::ifstream in(file, std::ios::binary);
  if (!in || std::filesystem::is_directory(file)) throw UserError(name + " cannot be read");
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (in.bad()) throw UserError(name + " cannot be read to its end");
  return text;
}

/// The file as a table of that kind, whose columns it must have.
CsvTable as_table(const CsvFile& file, const TableSpec& spec, const std::string& name) {
  CsvTable table("", {});
  for (const bool per_step : {false, true}) {
    table = empty_table(spec.name, per_step);
    const auto& columns = table.columns();
    if (std::ranges::equal(columns, file.header, {}, &Column::name)) break;
    if (!per_step) continue;
    throw UserError(name + ": the columns are not those of a run's table " +
                    std::string(spec.name) + "; --columns lists them");
  }
  for (const auto& record : file.records) {
    CsvTable::Row& row = table.add_row();
    for (std::size_t i = 0; i < record.size(); ++i) {
      if (!record[i].empty()) row.set(table.columns()[i].name, record[i]);
    }
  }
  return table;
}

}  // namespace

std::ptrdiff_t CsvFile::find(std::string_view column) const {
  const auto found = std::ranges::find(header, column);
  return found == header.end() ? -1 : found - header.begin();
}

CsvFile read_csv(const std::filesystem::path& file) {
  const std::string name = printable(file.native(), 200);
  Reader reader(text_of(file, name), name);
  if (reader.at_end()) throw UserError(name + " is empty; a table begins with its columns' names");
  CsvFile result{reader.record(), {}};
  while (!reader.at_end()) {
    result.records.push_back(reader.record());
    const std::size_t fields = result.records.back().size();
    if (fields == result.header.size()) continue;
    reader.refuse("has " + std::to_string(fields) + " fields, not " +
                  std::to_string(result.header.size()) + " as the first one");
  }
  return result;
}

std::vector<CsvTable> read_tables(const std::filesystem::path& directory) {
  std::vector<CsvTable> tables;
  for (const TableSpec& spec : table_specs()) {
    const std::filesystem::path file = directory / (std::string(spec.name) + ".csv");
    const std::string name = printable(file.native(), 200);
    if (!std::filesystem::exists(file)) {
      throw UserError(name + " is missing; a run writes all its tables with --out DIR");
    }
    tables.push_back(as_table(read_csv(file), spec, name));
    if (spec.name != "runs" || tables.back().rows() == 1) continue;
    throw UserError(name + " holds " + std::to_string(tables.back().rows()) +
                    " runs; name the tables of one");
  }
  return tables;
}

}  // namespace fathom
