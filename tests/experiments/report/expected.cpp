#include "tests/experiments/report/expected.hpp"

#include <algorithm>
#include <array>
#include <functional>

#include "metrics/csv_reader.hpp"

namespace fathom::test {
namespace {

using Row = std::map<std::string, std::string>;
using Rows = std::vector<Row>;
using KeyOf = std::function<std::string(const Row&)>;

Rows rows_of_first_run(const std::filesystem::path& directory, const std::string& table) {
  const CsvFile file = read_csv(directory / (table + ".csv"));
  Rows rows;
  for (const auto& record : file.records) {
    Row row;
    for (std::size_t k = 0; k < record.size(); ++k) row[file.header[k]] = record[k];
    const bool other_point = row.contains("point") && row.at("point") != "0";
    const bool other_repeat = row.contains("repeat") && row.at("repeat") != "0";
    if (!other_point && !other_repeat) rows.push_back(row);
  }
  return rows;
}

Marks sums(const Rows& rows, const std::string& column, const KeyOf& key_of) {
  std::map<std::string, long long> totals;
  for (const Row& row : rows) {
    if (!row.at(column).empty()) totals[key_of(row)] += std::stoll(row.at(column));
  }
  Marks marks;
  for (const auto& [key, total] : totals) {
    if (total != 0) marks[key] = std::to_string(total);
  }
  return marks;
}

std::string layer_of(const Row& row) {
  return row.at("layer") == "-" ? "no layer" : row.at("layer");
}

std::string layer_pass(const Row& row) {
  return layer_of(row) + (row.at("pass") == "-" ? "" : " " + row.at("pass"));
}

std::string material_of(const Row& row) {
  return row.at("material") == "-" ? "no material" : row.at("material");
}

KeyOf by_phase(const KeyOf& key_of) {
  return [key_of](const Row& row) { return key_of(row) + "|" + row.at("phase"); };
}

Marks parts_of_time(const Rows& times) {
  Rows own = times;
  std::erase_if(own, [](const Row& row) { return row.at("party") != "server0"; });
  Marks marks;
  for (const std::string part :
       {"busy_ns", "wait_peer_ns", "wait_producer_ns", "wait_provider_ns", "wait_machine_ns",
        "queueing_ns", "slow_start_ns", "serialisation_ns", "latency_ns", "setup_ns"}) {
    marks.merge(sums(own, part, [&](const Row& row) { return layer_pass(row) + "|" + part; }));
  }
  return marks;
}

Marks parts_of_path(const Row& run) {
  Marks marks;
  for (const auto& [column, cell] : run) {
    const bool is_part = column.starts_with("critical_") && column.ends_with("_ns");
    if (is_part && !cell.empty() && cell != "0") marks["critical path|" + column] = cell;
  }
  return marks;
}

Marks accuracies(const Row& run) {
  Marks marks;
  const std::array<std::pair<const char*, const char*>, 4> bars{
      {{"test_accuracy", "private"},
       {"clear_accuracy", "clear twin"},
       {"encoded_accuracy", "encoded twin"},
       {"encoded_agreement", "same class as encoded twin"}}};
  for (const auto& [column, bar] : bars) {
    if (!run.at(column).empty()) marks[bar] = run.at(column);
  }
  return marks;
}

}  // namespace

std::map<std::string, Marks> expected_marks(const std::filesystem::path& directory,
                                            const std::string& measured) {
  const auto rows = [&](const std::string& table) { return rows_of_first_run(directory, table); };
  const auto link = [](const Row& row) { return row.at("from") + " → " + row.at("to"); };
  const auto operation = [](const Row& row) {
    return layer_pass(row) + " " + row.at("operation") + " (" + row.at("phase") + ")";
  };
  const auto reveal = [](const Row& row) {
    return row.at("layer") + ": " + row.at("value") + " → " + row.at("to");
  };
  const auto phase = [](const Row& row) { return row.at("phase"); };
  const std::string bytes = measured + "wire_bytes";
  std::map<std::string, Marks> charts{
      {"rounds", sums(rows("layers"), measured + "critical_rounds", layer_pass)},
      {"bytes", sums(rows("layers"), bytes, by_phase(layer_pass))},
      {"time", parts_of_time(rows("times"))},
      {"path", parts_of_path(rows("runs").at(0))},
      {"critical", sums(rows("layers"), "critical_ns", layer_pass)},
      {"contributors", sums(rows("operations"), "critical_ns", operation)},
      {"total", sums(rows("layers"), bytes, by_phase(phase))},
      {"layer_bytes", sums(rows("layers"), bytes, by_phase(layer_of))},
      {"material_bytes", sums(rows("materials"), bytes, by_phase(material_of))},
      {"link_bytes", sums(rows("links"), bytes, link)},
      {"utilisation", sums(rows("links"), "utilisation_ppm", link)},
      {"accuracy", accuracies(rows("runs").at(0))},
      {"reveals", sums(rows("reveals"), measured + "elements", reveal)}};
  std::erase_if(charts, [](const auto& chart) { return chart.second.empty(); });
  return charts;
}

}  // namespace fathom::test
