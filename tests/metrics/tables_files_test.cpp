#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "metrics/errors.hpp"
#include "metrics/tables.hpp"
#include "tests/metrics/hand_made_run.hpp"

using namespace fathom;
using test::HandMadeRun;
namespace fs = std::filesystem;

namespace {

/// An empty directory that is gone at the end.
class Directory {
 public:
  explicit Directory(const std::string& name) : path_(fs::temp_directory_path() / name) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~Directory() { fs::remove_all(path_); }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;

  [[nodiscard]] const fs::path& path() const { return path_; }
  [[nodiscard]] std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(path_)) {
      names.push_back(entry.path().filename().string());
    }
    std::ranges::sort(names);
    return names;
  }

 private:
  fs::path path_;
};

std::string content(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string text(const CsvTable& table) {
  std::ostringstream out;
  table.write(out);
  return out.str();
}

}  // namespace

TEST_CASE("each table is a file of its name") {
  const Directory directory("fathom-tables");
  HandMadeRun run;
  const auto tables = run.tables();
  const fs::path into = directory.path() / "results" / "new";
  write_tables(tables, into);
  for (const CsvTable& table : tables) {
    CHECK(content(into / (table.name() + ".csv")) == text(table));
  }
  const auto files = std::distance(fs::directory_iterator(into), fs::directory_iterator());
  CHECK(files == static_cast<std::ptrdiff_t>(tables.size()));
}

TEST_CASE("tables written again replace those before") {
  const Directory directory("fathom-tables-again");
  HandMadeRun run;
  write_tables(run.predicted_tables(), directory.path());
  const auto tables = run.tables();
  write_tables(tables, directory.path());
  CHECK(directory.files().size() == tables.size());
  for (const CsvTable& table : tables) {
    CHECK(content(directory.path() / (table.name() + ".csv")) == text(table));
  }
}

TEST_CASE("a place that is no directory is named, and left as it was") {
  const Directory directory("fathom-tables-nowhere");
  const fs::path file = directory.path() / "file";
  std::ofstream(file) << "not a directory";
  HandMadeRun run;
  for (const fs::path& place : {file, file / "below"}) {
    CHECK_THROWS_AS(write_tables(run.tables(), place), UserError);
    CHECK_THROWS_WITH(write_tables(run.tables(), place), Catch::Contains(place.string()));
  }
  CHECK(directory.files() == std::vector<std::string>{"file"});
  CHECK(content(file) == "not a directory");
}

// The sixth table finds no room, as on a full disk.
TEST_CASE("a failure while writing leaves the tables before as they were, and nothing new") {
  const Directory directory("fathom-tables-full");
  std::ofstream(directory.path() / "runs.csv") << "of the run before";
  fs::create_symlink("/dev/full", directory.path() / ".links.csv.new");
  HandMadeRun run;
  CHECK_THROWS_AS(write_tables(run.tables(), directory.path()), UserError);
  CHECK(directory.files() == std::vector<std::string>{"runs.csv"});
  CHECK(content(directory.path() / "runs.csv") == "of the run before");
}

// A directory that is not empty stands where the fourth table belongs.
TEST_CASE("a failure while renaming leaves no temporary file behind") {
  const Directory directory("fathom-tables-taken");
  fs::create_directories(directory.path() / "layers.csv" / "inside");
  HandMadeRun run;
  CHECK_THROWS_AS(write_tables(run.tables(), directory.path()), UserError);
  for (const std::string& name : directory.files()) {
    INFO(name);
    CHECK_FALSE(name.starts_with("."));
  }
}

TEST_CASE("tables that keep the promise have no differences") {
  for (const bool per_step : {false, true}) {
    HandMadeRun run(per_step);
    CHECK(differences(run.tables()).empty());
  }
}

TEST_CASE("a cell that differs from its prediction is found in every table that shows it") {
  HandMadeRun run;
  const Label label = test::hand_made_label(Phase::online, 1, Pass::forward, Operation::matmul,
                                            MaterialType::dot, 1);
  run.measured_ledger().add_work(label, kServer0, Work{1, 0, 0, 0});
  const auto lines = differences(run.tables());
  REQUIRE(lines.size() == 3);
  CHECK_THAT(lines[0], Catch::StartsWith("operations row ") && Catch::Contains("work_units is"));
  CHECK_THAT(lines[1], Catch::StartsWith("layers row "));
  CHECK_THAT(lines[2], Catch::StartsWith("materials row "));
}

TEST_CASE("a difference tells the row, the column and both figures") {
  HandMadeRun run;
  run.report().measured->chain = 4;
  CHECK(differences(run.tables()) ==
        std::vector<std::string>{"runs row 1: chain is 4, predicted 3"});
}

TEST_CASE("a row that was not predicted, or not measured, is a difference") {
  HandMadeRun more;
  more.measured_ledger().add_reveal(Label{.layer = 1}, "weights", Elements{4}, kServer1);
  CHECK(differences(more.tables()).size() == 2);  // elements and times
  HandMadeRun other;
  const Label credit = test::hand_made_label(Phase::offline, 1, Pass::forward, Operation::credit,
                                             MaterialType::dot, 1);
  other.measured_ledger().add_message(credit, {kServer0, kProducer}, Elements{}, Bytes{},
                                      Bytes{72});
  CHECK_FALSE(differences(other.tables()).empty());
}

TEST_CASE("a prediction that was never measured does not pass for a kept promise") {
  HandMadeRun run;
  CHECK_FALSE(differences(run.predicted_tables()).empty());
}
