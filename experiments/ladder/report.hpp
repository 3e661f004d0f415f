#pragma once

#include <string>

#include "experiments/ladder/climb.hpp"
#include "metrics/columns.hpp"
#include "metrics/csv.hpp"

namespace fathom {

/// The ladder's one table.
[[nodiscard]] TableSpec epochs_spec();

/// What has been climbed so far, a row an epoch, as CSV: on standard output, each row at once, and
/// in a file if one is named, renewed with each row. An interrupted run leaves what it has.
class LadderReport {
 public:
  /// With the reference's figures where the images are the reference's (`comparable`). Throws
  /// UserError for a file that cannot be written, before it prints anything.
  LadderReport(std::string file, bool comparable);

  void add(const Rung& rung, const Mnist& digits, const EpochResult& result);
  /// Where each rung ended, and the best of its epochs, in per cent, on standard error.
  void print_summary() const;

 private:
  void keep() const;

  std::string file_;
  bool comparable_;
  CsvTable table_;
};

}  // namespace fathom
