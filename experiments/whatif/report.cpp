#include "experiments/whatif/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "experiments/summary.hpp"
#include "metrics/csv_number.hpp"
#include "metrics/progress.hpp"
#include "metrics/run_row.hpp"

namespace fathom {
namespace {

/// The columns of runs.csv that hold these parts of the critical path.
std::int64_t on_path(const CsvTable& runs, const NetworkParameter& parameter) {
  std::int64_t sum = 0;
  for (const TimePart part : parameter.parts) {
    sum += whole_number(runs, 0, "critical_" + std::string(to_string(part)) + "_ns");
  }
  return sum;
}

std::string time(const CsvTable& table, std::size_t row, std::string_view column) {
  const std::string& cell = table.cell(row, column);
  return cell.empty() ? "-" : readable(SimDuration{whole_number(table, row, column)});
}

std::string share(const CsvTable& table, std::size_t row, std::string_view column) {
  const std::string& cell = table.cell(row, column);
  return cell.empty() ? "-" : fmt::format("{:.3f}", std::stod(cell));
}

void print_row(std::ostream& out, const CsvTable& table, std::size_t row) {
  out << fmt::format("{:<14} {:>12} {:>10} {:>9}", table.cell(row, "parameter"),
                     table.cell(row, "value"), share(table, row, "elasticity"),
                     share(table, row, "path_share"));
  for (const std::string_view column :
       {"tenth_ns", "half_ns", "twice_ns", "tenfold_ns", "ideal_ns"}) {
    out << fmt::format(" {:>11}", time(table, row, column));
  }
  out << '\n';
}

/// What every millisecond of latency costs, where the run was played again.
void print_slope(std::ostream& out, const CsvTable& table) {
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::string& slope = table.cell(row, "slope_messages");
    if (slope.empty()) continue;
    out << fmt::format("each ms of latency more on every path takes {:.1f} ms more\n",
                       std::stod(slope));
  }
}

}  // namespace

TableSpec sensitivities_spec() {
  TableSpec spec{
      "sensitivities",
      "one row a parameter: how the run's duration follows it",
      {{"parameter", "latency, bandwidth, compute_speed or producer_rate"},
       {"value", "of all hosts, as the run had it"},
       {"elapsed_ns", "duration of the run"},
       {"path_share", "part of the critical path that passes in it, from 0 to 1"},
       {"elasticity", "1 % more of the parameter takes so many % longer"},
       {"slope_messages",
        "of latency: ns that the run takes longer, for each ns that every latency is longer"},
       {"path_messages", "messages that the critical path follows"},
       {"tenth_ns", "duration with a tenth of it"},
       {"half_ns", "duration with half of it"},
       {"twice_ns", "duration with twice as much"},
       {"tenfold_ns", "duration with ten times as much"},
       {"ideal_ns", "duration with no latency, no limit, or free compute"}}};
  spec.columns.insert(spec.columns.begin(), run_columns().begin(), run_columns().end());
  return spec;
}

CsvTable sensitivities_table(const std::vector<CsvTable>& run,
                             const std::vector<Sensitivity>& played) {
  const CsvTable& runs = table_named(run, "runs");
  CsvTable table("sensitivities", sensitivities_spec().columns);
  const std::int64_t elapsed = whole_number(runs, 0, "elapsed_ns");
  for (const NetworkParameter& parameter : network_parameters()) {
    CsvTable::Row& row = table.add_row();
    for (const Column& column : run_columns()) row.set(column.name, runs.cell(0, column.name));
    row.set("parameter", std::string(parameter.name)).set("elapsed_ns", elapsed);
    if (!parameter.parts.empty() && elapsed > 0) {
      row.set("path_share",
              static_cast<double>(on_path(runs, parameter)) / static_cast<double>(elapsed));
    }
    if (parameter.grows_with_it) row.set("path_messages", runs.cell(0, "critical_messages"));
    const auto found = std::ranges::find(played, &parameter, &Sensitivity::parameter);
    if (found == played.end()) continue;
    row.set("value", found->value)
        .set("elasticity", found->elasticity)
        .set("tenth_ns", found->tenth.count())
        .set("half_ns", found->half.count())
        .set("twice_ns", found->twice.count())
        .set("tenfold_ns", found->tenfold.count())
        .set("ideal_ns", found->ideal.count());
    if (found->messages) row.set("slope_messages", *found->messages);
  }
  return table;
}

void print_whatif(std::ostream& out, const std::vector<CsvTable>& run, const CsvTable& table) {
  const CsvTable& runs = table_named(run, "runs");
  out << fmt::format("on {}: {}, bound by {}; the critical path follows {} messages\n",
                     runs.cell(0, "network"),
                     readable(SimDuration{whole_number(runs, 0, "elapsed_ns")}),
                     runs.cell(0, "bound"), runs.cell(0, "critical_messages"));
  out << fmt::format("{:<14} {:>12} {:>10} {:>9} {:>11} {:>11} {:>11} {:>11} {:>11}\n", "parameter",
                     "now", "elasticity", "on path", "a tenth", "half", "twice", "ten times",
                     "ideal");
  for (std::size_t row = 0; row < table.rows(); ++row) print_row(out, table, row);
  print_slope(out, table);
  print_contributors(out, table_named(run, "operations"));
}

}  // namespace fathom
