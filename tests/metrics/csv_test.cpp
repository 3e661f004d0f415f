#include "metrics/csv.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <limits>
#include <sstream>
#include <string>

#include "metrics/errors.hpp"

using namespace fathom;

namespace {

CsvTable two_columns() { return {"table", {{"name", "what it is called"}, {"value", "how much"}}}; }

std::string text(const CsvTable& table) {
  std::ostringstream out;
  table.write(out);
  return out.str();
}

/// How a field is written, by way of a table with that one cell.
std::string written(const std::string& field) {
  CsvTable table("table", {{"name", ""}});
  table.add_row().set("name", field);
  const std::string all = text(table);
  return all.substr(5, all.size() - 6);
}

std::string written(double value) {
  CsvTable table = two_columns();
  table.add_row().set("value", value);
  return table.cell(0, "value");
}

}  // namespace

TEST_CASE("a table is a header and its rows, in the order of the columns") {
  CsvTable table = two_columns();
  table.add_row().set("value", std::int64_t{-3}).set("name", "first");
  table.add_row().set("name", "second").set("value", 0.5);
  CHECK(text(table) == "name,value\nfirst,-3\nsecond,0.5\n");
  CHECK(table.rows() == 2);
  CHECK(table.cell(1, "name") == "second");
  CHECK(table.cell(0, "value") == "-3");
  CHECK(table.name() == "table");
}

TEST_CASE("cells that are never set stay empty, and a table may have no rows") {
  CsvTable table = two_columns();
  CHECK(text(table) == "name,value\n");
  table.add_row();
  table.add_row().set("value", std::int64_t{1});
  CHECK(text(table) == "name,value\n,\n,1\n");
  CHECK(table.cell(0, "value").empty());
}

TEST_CASE("a cell that is set again has its last value") {
  CsvTable table = two_columns();
  table.add_row().set("name", "before").set("name", "after");
  CHECK(table.cell(0, "name") == "after");
}

TEST_CASE("fields with commas, quotes or line breaks are quoted, others are not") {
  CHECK(written("plain text (x = 1); 50 %") == "plain text (x = 1); 50 %");
  CHECK(written("a,b") == "\"a,b\"");
  CHECK(written("a \"b\" c") == "\"a \"\"b\"\" c\"");
  CHECK(written("\"") == "\"\"\"\"");
  CHECK(written("two\nlines") == "\"two\nlines\"");
  CHECK(written("two\rlines") == "\"two\rlines\"");
}

TEST_CASE("doubles are written as the shortest text that reads back the same") {
  CHECK(written(0.1) == "0.1");
  CHECK(written(0.25) == "0.25");
  CHECK(written(-1.5e-9) == "-1.5e-09");
  CHECK(std::strtod(written(3.0).c_str(), nullptr) == 3.0);
  for (const double value : {1.0 / 3, 2.0 / 7, 1e300, 4.9e-324, 0.1 + 0.2, 123456789.123456789,
                             std::numeric_limits<double>::max()}) {
    CHECK(std::strtod(written(value).c_str(), nullptr) == value);
  }
  CHECK(written(0.1 + 0.2).size() > 10);
}

TEST_CASE("integers are written whole") {
  CsvTable table = two_columns();
  table.add_row().set("value", std::int64_t{INT64_MAX});
  table.add_row().set("value", std::int64_t{INT64_MIN});
  CHECK(table.cell(0, "value") == "9223372036854775807");
  CHECK(table.cell(1, "value") == "-9223372036854775808");
}

TEST_CASE("a column that the table does not have is a bug") {
  CsvTable table = two_columns();
  CsvTable::Row& row = table.add_row();
  CHECK_THROWS_AS(row.set("other", "x"), InternalError);
  CHECK_THROWS_AS(row.set("other", std::int64_t{1}), InternalError);
  CHECK_THROWS_AS(row.set("other", 1.0), InternalError);
  CHECK_THROWS_AS(table.cell(0, "other"), InternalError);
  CHECK_THROWS_AS(row.set("", "x"), InternalError);
}
