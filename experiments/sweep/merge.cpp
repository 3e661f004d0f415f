#include "experiments/sweep/merge.hpp"

#include <sstream>

#include "metrics/errors.hpp"

namespace fathom {

std::vector<std::string_view> csv_records(std::string_view text) {
  std::vector<std::string_view> records;
  bool quoted = false;
  std::size_t first = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '"') quoted = !quoted;
    if (text[at] != '\n' || quoted) continue;
    records.push_back(text.substr(first, at - first));
    first = at + 1;
  }
  if (first < text.size()) records.push_back(text.substr(first));
  return records;
}

MergedCsv::MergedCsv(std::ostream& out, const CsvTable& cells) : out_(out) {
  std::ostringstream text;
  cells.write(text);
  cells_text_ = text.str();
  cells_ = csv_records(cells_text_);
}

void MergedCsv::add(std::string_view table) {
  const std::vector<std::string_view> records = csv_records(table);
  if (records.empty()) throw UserError("a point of the sweep gave no table to put together");
  if (run_ == 0) {
    header_ = records.front();
    out_ << header_ << ',' << cells_.front() << '\n';
  }
  if (records.front() != header_) {
    throw UserError(
        "the points of the sweep have tables with different columns; sweep over them apart");
  }
  ++run_;
  for (std::size_t row = 1; row < records.size(); ++row) {
    out_ << records[row] << ',' << cells_[run_] << '\n';
  }
}

}  // namespace fathom
