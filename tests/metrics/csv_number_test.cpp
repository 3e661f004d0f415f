#include "metrics/csv_number.hpp"

#include <catch2/catch.hpp>
#include <limits>

#include "tests/nn/data/files.hpp"

using namespace fathom;

TEST_CASE("a cell is a whole number, 0 where it is empty, and anything else is refused") {
  CsvTable table("runs", {{"rounds", ""}, {"bound", ""}});
  table.add_row().set("rounds", "-9223372036854775808").set("bound", "latency");
  table.add_row().set("rounds", "9223372036854775808");
  CHECK(whole_number(table, 0, "rounds") == std::numeric_limits<std::int64_t>::min());
  CHECK(whole_number(table, 1, "bound") == 0);
  CHECK(testing::refusal([&] { return whole_number(table, 0, "bound"); }) ==
        "runs.csv: row 1 has 'latency' as bound, which is a whole number or empty");
  CHECK_THROWS_AS(whole_number(table, 1, "rounds"), UserError);  // one beyond the largest
}
