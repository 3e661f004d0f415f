#pragma once

#include <array>
#include <string>
#include <vector>

#include "metrics/columns.hpp"
#include "metrics/csv.hpp"

namespace fathom {

/// Two runs side by side: one program on two networks, or two variants of it.
struct ComparedRun {
  std::string name;
  std::vector<CsvTable> tables;
};

/// One row a layer and pass, and one of the whole: rounds on the longest chain, wire bytes offline
/// and online, and the part of the critical path, of both runs.
[[nodiscard]] TableSpec comparison_spec();
[[nodiscard]] CsvTable comparison_table(const std::array<ComparedRun, 2>& runs);
void print_comparison(std::ostream& out, const CsvTable& table);

}  // namespace fathom
