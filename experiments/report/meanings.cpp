#include "experiments/report/meanings.hpp"

#include <algorithm>
#include <string>

#include "experiments/crossover/contest.hpp"
#include "experiments/sweep/grid.hpp"
#include "experiments/whatif/comparison.hpp"
#include "experiments/whatif/report.hpp"
#include "metrics/columns.hpp"

namespace fathom {
namespace {

const std::vector<TableSpec>& all_specs() {
  static const std::vector<TableSpec> specs = [] {
    std::vector<TableSpec> all = table_specs();
    for (const TableSpec& spec : {sensitivities_spec(), comparison_spec(), crossovers_spec()}) {
      all.push_back(spec);
    }
    return all;
  }();
  return specs;
}

std::string_view meaning_in(const std::vector<Column>& columns, std::string_view name) {
  const auto found = std::ranges::find(columns, name, &Column::name);
  return found == columns.end() ? std::string_view() : found->meaning;
}

/// point, repeat, and sweep_KEY for every key.
std::string_view meaning_in_sweep(std::string_view column) {
  static const std::vector<Column> meanings = Grid::meanings();
  for (const Column& meaning : meanings) {
    const bool is_key = meaning.name.starts_with("sweep_") && column.starts_with("sweep_");
    if (meaning.name == column || is_key) return meaning.meaning;
  }
  return {};
}

}  // namespace

std::string_view meaning_of_table(std::string_view table) {
  const auto found = std::ranges::find(all_specs(), table, &TableSpec::name);
  return found == all_specs().end() ? std::string_view() : found->meaning;
}

std::string_view meaning_of_column(std::string_view table, std::string_view column) {
  const auto own = std::ranges::find(all_specs(), table, &TableSpec::name);
  if (own != all_specs().end()) {
    const std::string_view meaning = meaning_in(own->columns, column);
    if (!meaning.empty()) return meaning;
  }
  if (const std::string_view meaning = meaning_in_sweep(column); !meaning.empty()) return meaning;
  for (const TableSpec& spec : all_specs()) {
    const std::string_view meaning = meaning_in(spec.columns, column);
    if (!meaning.empty()) return meaning;
  }
  return {};
}

}  // namespace fathom
