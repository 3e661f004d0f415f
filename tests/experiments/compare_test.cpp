#include <catch2/catch.hpp>
#include <map>
#include <sstream>

#include "tests/experiments/command.hpp"
#include "tests/nn/data/files.hpp"

using namespace fathom;
using test::Ended;
using test::run_command;
using testing::ScratchDirectory;

namespace {

using Row = std::map<std::string, std::string>;

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  return cells;
}

std::vector<Row> rows_of(const std::string& csv) {
  std::istringstream in(csv);
  std::string line;
  std::getline(in, line);
  const auto names = split(line);
  std::vector<Row> rows;
  while (std::getline(in, line)) {
    const auto cells = split(line);
    REQUIRE(cells.size() == names.size());
    Row& row = rows.emplace_back();
    for (std::size_t i = 0; i < names.size(); ++i) row[names[i]] = cells[i];
  }
  return rows;
}

std::vector<Row> rows_of_command(const std::string& program, const std::string& options) {
  const ScratchDirectory scratch;
  const Ended ended = run_command(scratch.path(), program, options + " --csv");
  INFO(ended.err);
  REQUIRE(ended.code == 0);
  return rows_of(ended.out);
}

/// Every column with a twin "predicted_..." equals it wherever it was measured.
void check_twins(const std::vector<Row>& rows) {
  std::size_t compared = 0;
  for (const Row& row : rows) {
    for (const auto& [name, predicted] : row) {
      if (!name.starts_with("predicted_")) continue;
      const std::string& measured = row.at(name.substr(std::string("predicted_").size()));
      if (measured.empty()) continue;
      CHECK(measured == predicted);
      ++compared;
    }
  }
  CHECK(compared > 0);
}

}  // namespace

TEST_CASE("each comparison is measured as it is predicted, and no error exceeds its bound",
          "[slow]") {
  for (const std::string what :
       {"dense --most-elements 2000000", "convolution --batch-size 1", "material --batch-size 2",
        "rings --batch-size 2", "likelihoods --batch-size 3", "sigmoid --batch-size 1"}) {
    INFO(what);
    const auto rows = rows_of_command("compare", what);
    check_twins(rows);
    for (const Row& row : rows) {
      if (row.at("bound_units").empty() || row.at("greatest_error_units").empty()) continue;
      if (row.at("catastrophic") != "0") continue;
      CHECK(std::stod(row.at("greatest_error_units")) <= std::stod(row.at("bound_units")));
    }
  }
}

TEST_CASE("whole training steps are compared under the named variants on lan and wan", "[slow]") {
  const auto rows =
      rows_of_command("compare", "training-step --batch-size 1 --most-elements 10000000");
  check_twins(rows);
  for (const std::string network : {"lan", "wan"}) {
    for (const std::string variant : {"reference", "beaver-best", "function-best"}) {
      CHECK(std::ranges::count_if(rows, [&](const Row& row) {
              return row.at("network") == network && row.at("variant") == variant;
            }) == 2);
    }
  }
}

TEST_CASE("the seed's figures come out as its formulas say, and its slip is named", "[slow]") {
  const auto rows = rows_of_command("seed_figures", "--most-elements 3000000");
  REQUIRE(rows.size() == 13);
  std::size_t measured = 0;
  for (const Row& row : rows) {
    INFO(row.at("figure"));
    CHECK(row.at("predicted") == row.at("formula_figure"));
    if (!row.at("measured").empty()) CHECK(row.at("measured") == row.at("predicted"));
    measured += !row.at("measured").empty();
  }
  CHECK(measured >= 9);
  CHECK(rows[0].at("formula_figure") == "20480");
  CHECK_THAT(rows[0].at("note"), Catch::Contains("a slip of the seed"));
  CHECK(rows[6].at("predicted") == "25376");
}

TEST_CASE("a comparison that does not exist is refused with those that do") {
  const ScratchDirectory scratch;
  for (const std::string options : {"", "nothing", "dense --batch-size 0", "dense --ring p270"}) {
    const Ended ended = run_command(scratch.path(), "compare", options);
    INFO(options);
    CHECK(ended.code == 2);
    CHECK(ended.out.empty());
    CHECK(std::ranges::count(ended.err, '\n') == 1);
  }
  CHECK_THAT(run_command(scratch.path(), "compare", "nothing").err,
             Catch::Contains("dense, convolution, sigmoid, truncation"));
}
