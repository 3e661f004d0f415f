#pragma once

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/csv.hpp"

namespace fathom {

/// The records of a CSV text, without their line feeds; a field in quotes may hold line feeds.
[[nodiscard]] std::vector<std::string_view> csv_records(std::string_view text);

/// Puts the tables of many runs together: one header, then the rows of each run in order, every row
/// followed by the cells of its run.
class MergedCsv {
 public:
  /// `cells` has a row for each run; it must outlive this.
  MergedCsv(std::ostream& out, const CsvTable& cells);

  /// The table of the next run. Throws UserError where it has no header, or another one than those
  /// before.
  void add(std::string_view table);

 private:
  std::ostream& out_;
  std::string cells_text_;
  std::vector<std::string_view> cells_;  ///< of cells_text_: the header, and a record for each run
  std::string header_;
  std::size_t run_ = 0;
};

}  // namespace fathom
