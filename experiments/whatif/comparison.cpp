#include "experiments/whatif/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <ostream>

#include "experiments/summary.hpp"
#include "metrics/csv_number.hpp"
#include "metrics/progress.hpp"

namespace fathom {
namespace {

/// What is compared of a layer in one pass.
struct Line {
  std::int64_t rounds = 0, offline = 0, online = 0, critical = 0;
};
using LayerPass = std::pair<std::string, std::string>;
using Lines = std::map<LayerPass, std::array<Line, 2>>;

const LayerPass kWhole{"whole run", ""};

void add(Line& line, const CsvTable& layers, std::size_t row) {
  const bool offline = layers.cell(row, "phase") == "offline";
  (offline ? line.offline : line.online) += whole_number(layers, row, "wire_bytes");
  line.rounds += whole_number(layers, row, "critical_rounds");
  line.critical += whole_number(layers, row, "critical_ns");
}

Lines lines_of(const std::array<ComparedRun, 2>& runs) {
  Lines lines;
  for (std::size_t side = 0; side < runs.size(); ++side) {
    const CsvTable& layers = table_named(runs[side].tables, "layers");
    for (std::size_t row = 0; row < layers.rows(); ++row) {
      add(lines[{layers.cell(row, "layer"), layers.cell(row, "pass")}][side], layers, row);
      add(lines[kWhole][side], layers, row);
    }
  }
  return lines;
}

void add_row(CsvTable& table, const std::array<ComparedRun, 2>& runs, const LayerPass& key,
             const std::array<Line, 2>& line) {
  CsvTable::Row& row = table.add_row();
  row.set("layer", key.first).set("pass", key.second);
  constexpr std::string_view kSides[] = {"a", "b"};
  for (std::size_t side = 0; side < 2; ++side) {
    const std::string a(kSides[side]);
    row.set(a, runs[side].name)
        .set(a + "_rounds", line[side].rounds)
        .set(a + "_offline_bytes", line[side].offline)
        .set(a + "_online_bytes", line[side].online)
        .set(a + "_critical_ns", line[side].critical);
  }
  row.set("difference_ns", line[1].critical - line[0].critical);
}

std::string time(std::int64_t ns) {
  return (ns < 0 ? "-" : "") + readable(SimDuration{ns < 0 ? -ns : ns});
}

}  // namespace

TableSpec comparison_spec() {
  return {"comparison",
          "one row a layer and pass, the last one of the whole run",
          {{"layer", "of the model, or what is shared"},
           {"pass", "forward, backward, update or predict"},
           {"a", "the first run: its network, or its file"},
           {"b", "the second run"},
           {"a_rounds", "on the longest chain of the first run"},
           {"b_rounds", "of the second"},
           {"a_offline_bytes", "wire bytes offline, first run"},
           {"b_offline_bytes", "second run"},
           {"a_online_bytes", "wire bytes of all other phases, first run"},
           {"b_online_bytes", "second run"},
           {"a_critical_ns", "part of the critical path of the first run; adds up to it"},
           {"b_critical_ns", "of the second"},
           {"difference_ns", "by how much more of the second run's path it is"}}};
}

CsvTable comparison_table(const std::array<ComparedRun, 2>& runs) {
  CsvTable table("comparison", comparison_spec().columns);
  const Lines lines = lines_of(runs);
  for (const auto& [key, line] : lines) {
    if (key != kWhole) add_row(table, runs, key, line);
  }
  const auto whole = lines.find(kWhole);
  if (whole != lines.end()) add_row(table, runs, kWhole, whole->second);
  return table;
}

void print_comparison(std::ostream& out, const CsvTable& table) {
  if (table.rows() == 0) return;
  out << fmt::format("A: {}\nB: {}\n", table.cell(0, "a"), table.cell(0, "b"));
  out << fmt::format("{:<14} {:<9}", "layer", "pass");
  for (const std::string_view what : {"rounds", "offline", "online", "critical"}) {
    out << fmt::format(" {:>10} {:>10}", fmt::format("A {}", what), fmt::format("B {}", what));
  }
  out << fmt::format(" {:>11}\n", "difference");
  for (std::size_t row = 0; row < table.rows(); ++row) {
    out << fmt::format("{:<14} {:<9}", table.cell(row, "layer"), table.cell(row, "pass"));
    const auto of = [&](const std::string& column) { return whole_number(table, row, column); };
    out << fmt::format(" {:>10} {:>10}", of("a_rounds"), of("b_rounds"));
    for (const std::string column : {"offline_bytes", "online_bytes"}) {
      out << fmt::format(" {:>10} {:>10}", readable(Bytes{of("a_" + column)}),
                         readable(Bytes{of("b_" + column)}));
    }
    out << fmt::format(" {:>10} {:>10} {:>11}\n", time(of("a_critical_ns")),
                       time(of("b_critical_ns")), time(of("difference_ns")));
  }
}

}  // namespace fathom
