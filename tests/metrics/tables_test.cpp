#include "metrics/tables.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <vector>

#include "metrics/columns.hpp"
#include "tests/metrics/hand_made_run.hpp"

using namespace fathom;
using test::HandMadeRun;

namespace {

using Names = std::vector<std::string>;

const CsvTable& named(const std::vector<CsvTable>& tables, std::string_view name) {
  return *std::ranges::find(tables, name, &CsvTable::name);
}

bool has(const CsvTable& table, std::string_view column) {
  return std::ranges::find(table.columns(), column, &Column::name) != table.columns().end();
}

/// The sum of a column over the rows that agree in `keys`.
std::map<Names, double> sums(const CsvTable& table, const Names& keys, std::string_view column) {
  std::map<Names, double> sums;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    Names key;
    for (const std::string& name : keys) key.push_back(table.cell(row, name));
    sums[key] += std::stod(table.cell(row, column));
  }
  return sums;
}

const Names kTrafficColumns{"messages",
                            "elements",
                            "payload_bytes",
                            "message_bytes",
                            "wire_bytes",
                            "predicted_messages",
                            "predicted_elements",
                            "predicted_payload_bytes",
                            "predicted_message_bytes",
                            "predicted_wire_bytes"};
const Names kCostColumns{"rounds",
                         "rounds_alone",
                         "critical_rounds",
                         "work_units",
                         "elapsed_ns",
                         "critical_ns",
                         "truncations",
                         "off_by_one",
                         "catastrophic",
                         "predicted_rounds",
                         "predicted_rounds_alone",
                         "predicted_critical_rounds",
                         "predicted_work_units",
                         "expected_catastrophic"};

Names both(Names a, const Names& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

/// Row of `table` whose cells are these.
std::size_t row_with(const CsvTable& table, const std::map<std::string, std::string>& cells) {
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const auto agrees = [&](const auto& cell) {
      return table.cell(row, cell.first) == cell.second;
    };
    if (std::ranges::all_of(cells, agrees)) return row;
  }
  FAIL("no such row in " + table.name());
  return 0;
}

}  // namespace

TEST_CASE("a run is written down in every table") {
  HandMadeRun run;
  const auto tables = run.tables();
  REQUIRE(tables.size() == table_specs().size());
  for (std::size_t i = 0; i < tables.size(); ++i) {
    CHECK(tables[i].name() == table_specs()[i].name);
    // A training has no stream of requests, and this one no inputs.
    const std::vector<std::string> none{"requests", "latencies", "arrivals"};
    CHECK((tables[i].rows() > 0) == (std::ranges::count(none, tables[i].name()) == 0));
    for (std::size_t row = 0; row < tables[i].rows(); ++row) {
      CHECK(tables[i].cell(row, "run_id") == "run7");
      CHECK(tables[i].cell(row, "seed") == "5");
      CHECK(tables[i].cell(row, "fractional_bits") == "16");
      CHECK(tables[i].cell(row, "compute") == "free");
    }
  }
}

// Layer 2, forward, steps 1 to 3: 211, 212 and 213 elements each way, 6 messages.
TEST_CASE("a row of operations adds up its steps") {
  HandMadeRun run;
  const auto tables = run.tables();
  const CsvTable& operations = named(tables, "operations");
  const std::size_t row = row_with(
      operations,
      {{"phase", "online"}, {"layer", "dense2"}, {"pass", "forward"}, {"operation", "matmul"}});
  CHECK(operations.cell(row, "material") == "dot");
  CHECK(operations.cell(row, "steps") == "3");
  CHECK(operations.cell(row, "messages") == "6");
  CHECK(operations.cell(row, "elements") == "1272");
  CHECK(operations.cell(row, "payload_bytes") == "10176");
  CHECK(operations.cell(row, "message_bytes") == "10698");
  CHECK(operations.cell(row, "wire_bytes") == "11322");  // two segments each
  CHECK(operations.cell(row, "rounds") == "3");
  CHECK(operations.cell(row, "critical_rounds") == "3");
  CHECK(operations.cell(row, "work_units") ==
        std::to_string(2 * (211 * 211 + 212 * 212 + 213 * 213) + 1272));
  const CsvTable& traffic = named(tables, "traffic");
  const std::size_t link = row_with(traffic, {{"phase", "online"},
                                              {"layer", "dense2"},
                                              {"operation", "matmul"},
                                              {"from", "server1"},
                                              {"to", "server0"}});
  CHECK(traffic.cell(link, "elements") == "636");
  CHECK(traffic.cell(link, "steps") == "3");
}

TEST_CASE("layers, materials, links and the run are sums of operations and traffic") {
  HandMadeRun run;
  const auto tables = run.tables();
  const CsvTable& operations = named(tables, "operations");
  const CsvTable& traffic = named(tables, "traffic");
  const Names by_layer{"phase", "layer", "pass"}, by_material{"material", "phase"};
  const Names by_link{"from", "to"};
  for (const std::string& column : both(kTrafficColumns, kCostColumns)) {
    INFO(column);
    CHECK(sums(named(tables, "layers"), by_layer, column) == sums(operations, by_layer, column));
  }
  for (const std::string& column : kTrafficColumns) {
    INFO(column);
    CHECK(sums(named(tables, "materials"), by_material, column) ==
          sums(operations, by_material, column));
    CHECK(sums(named(tables, "links"), by_link, column) == sums(traffic, by_link, column));
    CHECK(sums(named(tables, "runs"), {}, column) == sums(operations, {}, column));
    CHECK(
        sums(traffic, {"phase", "layer", "pass", "operation", "material"},
             column)[{"online", "dense2", "forward", "matmul", "dot"}] ==
        sums(operations, {"layer", "operation", "phase"}, column)[{"dense2", "matmul", "online"}]);
    CHECK(sums(traffic, {}, column) == sums(operations, {}, column));
  }
  for (const char* column : {"work_units", "predicted_work_units"}) {
    CHECK(sums(named(tables, "materials"), by_material, column) ==
          sums(operations, by_material, column));
  }
  for (const char* column :
       {"truncations", "off_by_one", "catastrophic", "expected_catastrophic"}) {
    CHECK(sums(named(tables, "runs"), {}, column) == sums(operations, {}, column));
  }
}

// One message more was measured than predicted.
TEST_CASE("measured figures stand in the measured columns, predicted ones in their twins") {
  HandMadeRun run;
  const Label label = test::hand_made_label(Phase::online, 1, Pass::forward, Operation::matmul,
                                            MaterialType::dot, 1);
  run.measured_ledger().add_message(label, {kServer0, kServer1}, Elements{7}, Bytes{56},
                                    Bytes{143});
  const auto tables = run.tables();
  for (const char* name : {"operations", "traffic", "layers", "materials", "links", "runs"}) {
    INFO(name);
    const auto more = [&](const std::string& column) {
      return sums(named(tables, name), {}, column).at({}) -
             sums(named(tables, name), {}, "predicted_" + column).at({});
    };
    CHECK(more("messages") == 1);
    CHECK(more("elements") == 7);
    CHECK(more("payload_bytes") == 56);
    CHECK(more("message_bytes") == 143);
    CHECK(more("wire_bytes") == 195);
  }
}

TEST_CASE("a link's utilisation is its busy time over the run's, in millionths") {
  HandMadeRun run;
  const auto tables = run.tables();
  const CsvTable& links = named(tables, "links");
  const std::size_t across = row_with(links, {{"from", "server0"}, {"to", "server1"}});
  CHECK(links.cell(across, "busy_ns") == "250");
  CHECK(links.cell(across, "utilisation_ppm") == "250000");
  const std::size_t back = row_with(links, {{"from", "server1"}, {"to", "server0"}});
  CHECK(links.cell(back, "utilisation_ppm") == "1000");
  const std::size_t unused = row_with(links, {{"from", "producer"}, {"to", "server1"}});
  CHECK(links.cell(unused, "busy_ns") == "0");
}

// Server 1 computes 100 and sends; queueing until 250, serialisation until 300, latency until 700.
TEST_CASE("the run's row tells its time, what bounds it, and its digests") {
  HandMadeRun run;
  const auto tables = run.tables();
  const CsvTable& runs = named(tables, "runs");
  REQUIRE(runs.rows() == 1);
  const std::map<std::string, std::string> expected{{"settings", "a, b"},
                                                    {"resolved_network", "lan"},
                                                    {"steps", "3"},
                                                    {"chain", "3"},
                                                    {"predicted_chain", "3"},
                                                    {"elapsed_ns", "1000"},
                                                    {"bound", "busy"},
                                                    {"critical_busy_ns", "400"},
                                                    {"critical_queueing_ns", "150"},
                                                    {"critical_serialisation_ns", "50"},
                                                    {"critical_latency_ns", "400"},
                                                    {"test_accuracy", "0.75"},
                                                    {"clear_accuracy", ""},
                                                    {"traffic_digest", "00000000000000aa"},
                                                    {"content_digest", "00000000000000bb"}};
  for (const auto& [column, cell] : expected) {
    INFO(column);
    CHECK(runs.cell(0, column) == cell);
  }
  CHECK(sums(named(tables, "operations"), {}, "critical_ns").at({}) == 1000);
  const CsvTable& host = named(tables, "host");
  CHECK(host.cell(0, "host_ns") == "123");
  CHECK(host.cell(0, "peak_memory_bytes") == "456");
}

TEST_CASE("the table of times has each party's parts, which add up to its life") {
  HandMadeRun run;
  const auto tables = run.tables();
  const CsvTable& times = named(tables, "times");
  std::map<Names, double> lives;
  for (const Column& column : times.columns()) {
    if (!column.name.ends_with("_ns")) continue;
    for (const auto& [party, time] : sums(times, {"party"}, column.name)) lives[party] += time;
  }
  CHECK(lives == std::map<Names, double>{{{"server0"}, 1000}, {{"server1"}, 200}});
  CHECK(sums(times, {"party"}, "busy_ns").at({"server0"}) == 300);
  CHECK(sums(times, {"party"}, "latency_ns").at({"server0"}) == 400);
}

TEST_CASE("the table of reveals names the value, the layer and who saw it") {
  HandMadeRun run;
  const auto tables = run.tables();
  const CsvTable& reveals = named(tables, "reveals");
  const std::size_t row = row_with(reveals, {{"value", "likelihoods"}, {"layer", "dense2"}});
  CHECK(reveals.rows() == 1);
  CHECK(reveals.cell(row, "to") == "server0");
  CHECK(reveals.cell(row, "elements") == "90");
  CHECK(reveals.cell(row, "predicted_elements") == "90");
  CHECK(reveals.cell(row, "times") == "3");
}

TEST_CASE(
    "values beyond a bound are told by row and kind, and what statistical masks lose in all") {
  HandMadeRun run;
  run.report().kappa = 5;
  BoundRows& clear = run.report().clear_bounds;
  static_cast<void>(run.tables());
  Label row;
  for (const auto& [key, counts] : run.report().measured->recorder->bounds()) {
    if (key.second == Bound::interval) row = key.first;
  }
  row.step = 0;
  clear[{row, Bound::interval}] = {20, 2};
  const auto tables = run.tables();
  const CsvTable& bounds = tables[7];
  REQUIRE(bounds.name() == "bounds");
  const std::size_t mask = row_with(bounds, {{"bound", "statistical mask"}});
  CHECK(bounds.cell(mask, "values") == "50");
  CHECK(bounds.cell(mask, "beyond") == "3");
  CHECK(bounds.cell(mask, "clear_beyond").empty());
  const std::size_t interval = row_with(bounds, {{"bound", "interval"}});
  CHECK(bounds.cell(interval, "beyond") == "1");
  CHECK(bounds.cell(interval, "clear_beyond") == "2");
  CHECK(tables[10].cell(0, "statistical_loss") == "1.5625");  // 50 / 32
}

TEST_CASE("a prediction alone fills the same predicted cells and leaves the measured ones empty") {
  for (const bool per_step : {false, true}) {
    HandMadeRun run(per_step);
    const auto measured = run.tables(), predicted = run.predicted_tables();
    for (std::size_t i = 0; i < measured.size(); ++i) {
      INFO(measured[i].name());
      if (measured[i].name() == "times" || measured[i].name() == "bounds" ||
          measured[i].name() == "host") {
        CHECK(predicted[i].rows() == 0);
        continue;
      }
      REQUIRE(predicted[i].rows() == measured[i].rows());
      for (std::size_t row = 0; row < measured[i].rows(); ++row) {
        for (const Column& column : measured[i].columns()) {
          INFO(column.name);
          const std::string twin = "predicted_" + std::string(column.name);
          const bool only_measured =
              has(measured[i], twin) ||
              (column.name.ends_with("_ns") || column.name.ends_with("_ppm") ||
               column.name.ends_with("_digest") || column.name.ends_with("_accuracy") ||
               column.name == "truncations" || column.name == "off_by_one" ||
               column.name == "catastrophic" || column.name == "bound" ||
               column.name == "critical_messages" || column.name == "statistical_loss");
          const std::string& cell = predicted[i].cell(row, column.name);
          CHECK(cell == (only_measured ? "" : measured[i].cell(row, column.name)));
        }
      }
    }
  }
}

TEST_CASE("per step the rows are those of each step, and add up to the same") {
  HandMadeRun whole, by_step(true);
  const auto tables = whole.tables(), per_step = by_step.tables();
  const Names keys{"phase", "layer", "pass", "operation", "material"};
  for (const char* name : {"operations", "traffic"}) {
    CHECK(named(per_step, name).rows() > named(tables, name).rows());
    for (const std::string& column : kTrafficColumns) {
      CHECK(sums(named(per_step, name), keys, column) == sums(named(tables, name), keys, column));
    }
  }
  const CsvTable& operations = named(per_step, "operations");
  const std::size_t row = row_with(
      operations,
      {{"step", "2"}, {"layer", "dense1"}, {"operation", "multiply"}, {"phase", "online"}});
  CHECK(operations.cell(row, "elements") == "204");
  CHECK(operations.cell(row, "steps") == "1");
}
