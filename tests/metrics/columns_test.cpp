#include "metrics/columns.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "metrics/errors.hpp"

using namespace fathom;

namespace {

using Names = std::vector<std::string>;

Names names_of(const std::vector<Column>& columns) {
  Names names;
  for (const Column& column : columns) names.emplace_back(column.name);
  return names;
}

bool has(const Names& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

bool is_snake_case(const std::string& name) {
  static const std::regex pattern("[a-z][a-z0-9]*(_[a-z0-9]+)*");
  return std::regex_match(name, pattern);
}

}  // namespace

TEST_CASE("the tables are those that the README names, in their order") {
  Names names;
  for (const TableSpec& spec : table_specs()) names.emplace_back(spec.name);
  CHECK(names == Names{"operations", "traffic", "times", "layers", "materials", "links", "reveals",
                       "bounds", "requests", "latencies", "runs", "host", "arrivals"});
}

TEST_CASE("every row begins with what names its run") {
  const Names run{"run_id",          "experiment", "seed",    "model",  "ring",
                  "fractional_bits", "variant",    "network", "compute"};
  for (const TableSpec& spec : table_specs()) {
    INFO(spec.name);
    Names names = names_of(spec.columns);
    REQUIRE(names.size() > run.size());
    names.resize(run.size());
    CHECK(names == run);
  }
}

TEST_CASE("every table and column is in snake case, explained, and there once") {
  std::set<std::string_view> tables;
  for (const TableSpec& spec : table_specs()) {
    INFO(spec.name);
    CHECK(is_snake_case(std::string(spec.name)));
    CHECK_FALSE(spec.meaning.empty());
    CHECK(tables.insert(spec.name).second);
    std::set<std::string_view> columns;
    for (const Column& column : spec.columns) {
      INFO(column.name);
      CHECK(is_snake_case(std::string(column.name)));
      CHECK_FALSE(column.meaning.empty());
      CHECK(columns.insert(column.name).second);
    }
  }
  CHECK_FALSE(is_snake_case("Bytes"));
  CHECK_FALSE(is_snake_case("a__b"));
  CHECK_FALSE(is_snake_case("a_"));
}

TEST_CASE("every predicted column stands beside the measured one") {
  std::size_t twins = 0;
  for (const TableSpec& spec : table_specs()) {
    const Names names = names_of(spec.columns);
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (!names[i].starts_with("predicted_")) continue;
      INFO(spec.name << ": " << names[i]);
      REQUIRE(i > 0);
      CHECK(names[i] == "predicted_" + names[i - 1]);
      ++twins;
    }
  }
  CHECK(twins > 30);
}

TEST_CASE("whatever is counted by messages, rounds or work has a predicted column") {
  for (const TableSpec& spec : table_specs()) {
    const Names names = names_of(spec.columns);
    for (const char* counted :
         {"messages", "elements", "payload_bytes", "message_bytes", "wire_bytes", "rounds",
          "rounds_alone", "critical_rounds", "chain", "work_units", "times"}) {
      INFO(spec.name << ": " << counted);
      if (has(names, counted)) CHECK(has(names, std::string("predicted_") + counted));
    }
  }
}

TEST_CASE("the column step is there only when rows are per step") {
  for (const TableSpec& spec : table_specs()) {
    INFO(spec.name);
    const Names all = names_of(spec.columns);
    const Names added_up = names_of(empty_table(spec.name).columns());
    CHECK(names_of(empty_table(spec.name, true).columns()) == all);
    CHECK_FALSE(has(added_up, "step"));
    CHECK(added_up.size() == all.size() - (has(all, "step") ? 1 : 0));
    CHECK(empty_table(spec.name).rows() == 0);
    CHECK(empty_table(spec.name).name() == spec.name);
  }
  CHECK(has(names_of(empty_table("operations", true).columns()), "step"));
  CHECK(has(names_of(empty_table("traffic", true).columns()), "step"));
  CHECK(has(names_of(empty_table("operations").columns()), "steps"));
}

TEST_CASE("an unknown table is told the names of all") {
  CHECK_THROWS_AS(empty_table("operation"), UserError);
  for (const TableSpec& spec : table_specs()) {
    CHECK_THROWS_WITH(empty_table("operation"),
                      Catch::Contains("'operation'") && Catch::Contains(std::string(spec.name)));
  }
}
