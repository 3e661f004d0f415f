#include "experiments/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <tuple>

#include "metrics/csv_number.hpp"
#include "metrics/errors.hpp"
#include "metrics/progress.hpp"
#include "metrics/recorder.hpp"

namespace fathom {
namespace {

// Measured where there is a measurement, else predicted.
std::int64_t either(const CsvTable& table, std::size_t row, const std::string& column) {
  const bool measured = !table.cell(row, column).empty();
  return whole_number(table, row, measured ? column : "predicted_" + column);
}

// What is shown of one layer in one pass.
struct Line {
  std::int64_t rounds = 0, offline = 0, online = 0;
  std::int64_t busy = 0, waiting = 0, bytes = 0, latency = 0;
};
using Lines = std::map<std::pair<std::string, std::string>, Line>;

void add_costs(Lines& lines, const CsvTable& layers) {
  for (std::size_t row = 0; row < layers.rows(); ++row) {
    Line& line = lines[{layers.cell(row, "layer"), layers.cell(row, "pass")}];
    const bool offline = layers.cell(row, "phase") == "offline";
    (offline ? line.offline : line.online) += either(layers, row, "wire_bytes");
    line.rounds += either(layers, row, "critical_rounds");
  }
}

void add_times(Lines& lines, const CsvTable& times) {
  for (std::size_t row = 0; row < times.rows(); ++row) {
    if (times.cell(row, "party") != "server0") continue;
    Line& line = lines[{times.cell(row, "layer"), times.cell(row, "pass")}];
    line.busy += whole_number(times, row, "busy_ns");
    line.waiting += whole_number(times, row, "wait_peer_ns") +
                    whole_number(times, row, "wait_producer_ns") +
                    whole_number(times, row, "wait_provider_ns");
    line.bytes +=
        whole_number(times, row, "queueing_ns") + whole_number(times, row, "serialisation_ns");
    line.latency += whole_number(times, row, "latency_ns");
  }
}

std::string time(std::int64_t ns) { return readable(SimDuration{ns}); }

void print_layers(std::ostream& out, const std::vector<CsvTable>& tables) {
  Lines lines;
  add_costs(lines, table_named(tables, "layers"));
  add_times(lines, table_named(tables, "times"));
  out << fmt::format("{:<14} {:<9} {:>8} {:>10} {:>10} {:>11} {:>11} {:>11} {:>11}\n", "layer",
                     "pass", "rounds", "offline", "online", "computing", "waiting", "on the wire",
                     "latency");
  for (const auto& [key, line] : lines) {
    out << fmt::format("{:<14} {:<9} {:>8} {:>10} {:>10} {:>11} {:>11} {:>11} {:>11}\n", key.first,
                       key.second, line.rounds, readable(Bytes{line.offline}),
                       readable(Bytes{line.online}), time(line.busy), time(line.waiting),
                       time(line.bytes), time(line.latency));
  }
  out << "rounds are those on the run's longest chain; bytes are wire bytes of all parties; times "
         "are server 0's\n";
}

void print_run(std::ostream& out, const CsvTable& runs) {
  const std::int64_t elapsed = whole_number(runs, 0, "elapsed_ns");
  out << fmt::format("rounds {}, messages {}, wire {}", either(runs, 0, "rounds"),
                     either(runs, 0, "messages"), readable(Bytes{either(runs, 0, "wire_bytes")}));
  if (elapsed > 0) {
    out << fmt::format(", simulated {}, bound by {}", time(elapsed), runs.cell(0, "bound"));
  }
  out << '\n';
  if (runs.cell(0, "truncations").empty()) return;
  out << fmt::format("truncations {}, catastrophic {}, expected {}\n", runs.cell(0, "truncations"),
                     runs.cell(0, "catastrophic"), runs.cell(0, "expected_catastrophic"));
}

// An interval that more than one value in 10,000 leaves, and every value that was not hidden.
void print_bounds(std::ostream& out, const CsvTable& bounds, const CsvTable& runs) {
  constexpr double kTolerated = 1e-4;
  for (std::size_t row = 0; row < bounds.rows(); ++row) {
    if (bounds.cell(row, "values").empty()) continue;
    const std::int64_t values = whole_number(bounds, row, "values");
    const std::int64_t beyond = whole_number(bounds, row, "beyond");
    const bool leaks = bounds.cell(row, "bound") == to_string(Bound::statistical_mask);
    const double tolerated = leaks ? 0.0 : kTolerated * static_cast<double>(values);
    if (static_cast<double>(beyond) <= tolerated) continue;
    out << fmt::format("{} {}: {} of {} values {}\n", bounds.cell(row, "layer"),
                       bounds.cell(row, "pass"), beyond, values,
                       leaks ? "went beyond their statistical mask's bound: they are leaked"
                             : "lie outside the interval of the sigmoid's polynomial");
  }
  const std::string& loss = runs.cell(0, "statistical_loss");
  if (!loss.empty() && std::stod(loss) > 0) {
    out << fmt::format("values hidden statistically: they lose at most {} in all\n", loss);
  }
}

/// Of a run on shares, and not of a prediction.
void print_keys(std::ostream& out, const CsvTable& runs) {
  if (runs.cell(0, "content_digest").empty()) return;
  out << fmt::format("keys come from seed {}: {}\n", runs.cell(0, "seed"), kReproducible);
}

}  // namespace

const CsvTable& table_named(const std::vector<CsvTable>& tables, std::string_view name) {
  const auto found = std::ranges::find(tables, name, &CsvTable::name);
  ensure(found != tables.end(), "a summary was asked for a table that was not made");
  return *found;
}

void print_contributors(std::ostream& out, const CsvTable& operations) {
  std::vector<std::pair<std::int64_t, std::string>> shares;
  std::int64_t whole = 0;
  for (std::size_t row = 0; row < operations.rows(); ++row) {
    const std::int64_t share = whole_number(operations, row, "critical_ns");
    whole += share;
    shares.emplace_back(
        share,
        fmt::format("{} {} {} ({})", operations.cell(row, "layer"), operations.cell(row, "pass"),
                    operations.cell(row, "operation"), operations.cell(row, "phase")));
  }
  if (whole == 0) return;
  std::ranges::sort(shares, std::greater<>());
  out << "greatest contributors to the critical path:\n";
  for (std::size_t i = 0; i < std::min<std::size_t>(5, shares.size()); ++i) {
    out << fmt::format("  {:>5.1f} %  {}\n",
                       100.0 * static_cast<double>(shares[i].first) / static_cast<double>(whole),
                       shares[i].second);
  }
}

void print_summary(std::ostream& out, const std::vector<CsvTable>& tables) {
  print_layers(out, tables);
  print_contributors(out, table_named(tables, "operations"));
  print_run(out, table_named(tables, "runs"));
  print_bounds(out, table_named(tables, "bounds"), table_named(tables, "runs"));
  print_keys(out, table_named(tables, "runs"));
}

}  // namespace fathom
