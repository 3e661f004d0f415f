#include "experiments/validation/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "experiments/print_table.hpp"

namespace fathom {
namespace {

constexpr double kLarge = 0.1;

double number(const CsvTable& table, std::size_t row, std::string_view column) {
  return std::stod(table.cell(row, column));
}

double error_of(const CsvTable& table, std::size_t row, std::string_view model) {
  return number(table, row, model) / number(table, row, "measured_ns") - 1;
}

std::string group_of(const CsvTable& table, std::size_t row) {
  return table.cell(row, "traffic") + " " + table.cell(row, "state");
}

std::string per_cent(double share) { return fmt::format("{:.1f} %", 100 * share); }

/// Mean of the errors without their signs.
double mean(const CsvTable& table, const std::vector<std::size_t>& rows, std::string_view model) {
  double sum = 0;
  for (const std::size_t row : rows) sum += std::abs(error_of(table, row, model));
  return sum / static_cast<double>(rows.size());
}

void add_group(CsvTable& summary, const std::string& name, const CsvTable& table,
               const std::vector<std::size_t>& rows) {
  double greatest = 0;
  std::int64_t large = 0;
  for (const std::size_t row : rows) {
    const double error = std::abs(error_of(table, row, "simulated_ns"));
    greatest = std::max(greatest, error);
    if (error > kLarge) ++large;
  }
  summary.add_row()
      .set("points", name)
      .set("count", static_cast<std::int64_t>(rows.size()))
      .set("mean error", per_cent(mean(table, rows, "simulated_ns")))
      .set("greatest", per_cent(greatest))
      .set("above 10 %", large)
      .set("plain", per_cent(mean(table, rows, "plain_ns")))
      .set("CM02", per_cent(mean(table, rows, "cm02_ns")))
      .set("LV08", per_cent(mean(table, rows, "lv08_ns")));
}

void print_large(std::ostream& out, const CsvTable& table) {
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const double error = error_of(table, row, "simulated_ns");
    if (std::abs(error) <= kLarge) continue;
    constexpr double kMega = 1e6;
    out << fmt::format("  {:+.1f} %: {}, {} B at {} Mbit/s and {} ms one way: {:.3f} ms measured\n",
                       100 * error, group_of(table, row), table.cell(row, "size_bytes"),
                       number(table, row, "bandwidth_bits_per_s") / kMega,
                       number(table, row, "one_way_latency_ns") / kMega,
                       number(table, row, "measured_ns") / kMega);
  }
}

}  // namespace

void print_errors(std::ostream& out, const CsvTable& validation) {
  CsvTable summary("summary", {{"points", ""},
                               {"count", ""},
                               {"mean error", ""},
                               {"greatest", ""},
                               {"above 10 %", ""},
                               {"plain", ""},
                               {"CM02", ""},
                               {"LV08", ""}});
  std::vector<std::string> names;
  std::vector<std::vector<std::size_t>> groups;
  std::vector<std::size_t> all;
  for (std::size_t row = 0; row < validation.rows(); ++row) {
    const std::string name = group_of(validation, row);
    const auto known = std::ranges::find(names, name);
    if (known == names.end()) {
      names.push_back(name);
      groups.push_back({row});
    } else {
      groups[static_cast<std::size_t>(known - names.begin())].push_back(row);
    }
    all.push_back(row);
  }
  for (std::size_t i = 0; i < names.size(); ++i)
    add_group(summary, names[i], validation, groups[i]);
  add_group(summary, "all", validation, all);
  print_table(out, summary);
  print_large(out, validation);
}

}  // namespace fathom
