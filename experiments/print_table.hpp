#pragma once

#include <ostream>

#include "metrics/csv.hpp"

namespace fathom {

/// A table for people: aligned columns, one line a row. A column whose cells all equal those of its
/// twin "predicted_..." stands for both, and columns without a cell are left out.
void print_table(std::ostream& out, const CsvTable& table);

}  // namespace fathom
