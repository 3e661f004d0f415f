#include "metrics/csv_reader.hpp"

#include <catch2/catch.hpp>
#include <sstream>

#include "tests/metrics/hand_made_run.hpp"
#include "tests/mutator.hpp"
#include "tests/nn/data/files.hpp"

using namespace fathom;
using Catch::Contains;
using testing::refusal;
using testing::ScratchDirectory;

namespace {

struct File {
  ScratchDirectory scratch;

  [[nodiscard]] CsvFile read(const std::string& text) const {
    testing::put(scratch / "t.csv", testing::bytes_of(text));
    return read_csv(scratch / "t.csv");
  }
  [[nodiscard]] std::string refused(const std::string& text) const {
    return refusal([&] { return read(text); });
  }
};

using Record = std::vector<std::string>;

std::string text(const std::vector<CsvTable>& tables) {
  std::ostringstream out;
  for (const CsvTable& table : tables) table.write(out);
  return out.str();
}

}  // namespace

TEST_CASE("a file is read as records of fields, without their quotes") {
  const CsvFile file = File().read("name,value\nfirst,-3\n\"a, \"\"b\"\"\ntwo\",\n,\"\"\n");
  CHECK(file.header == Record{"name", "value"});
  REQUIRE(file.records.size() == 3);
  CHECK(file.records[0] == Record{"first", "-3"});
  CHECK(file.records[1] == Record{"a, \"b\"\ntwo", ""});
  CHECK(file.records[2] == Record{"", ""});
  CHECK(file.find("value") == 1);
  CHECK(file.find("none") == -1);
}

TEST_CASE("a file that is none is refused, with its record") {
  const File file;
  CHECK_THAT(file.refused(""), Contains("t.csv is empty"));
  CHECK_THAT(file.refused("a,b\n1\n"), Contains("record 2 has 1 fields, not 2"));
  CHECK_THAT(file.refused("a,b\n1,2,3\n"), Contains("record 2 has 3 fields, not 2"));
  CHECK_THAT(file.refused("a,b\n1,2"), Contains("record 2") && Contains("line feed"));
  CHECK_THAT(file.refused("a,b\n1,\"2\n"), Contains("record 2") && Contains("never closed"));
  CHECK_THAT(file.refused("a,b\n1,\"2\"3\n"), Contains("record 2") && Contains("closing quote"));
  CHECK_THAT(file.refused("a,b\n1,2\"3\n"), Contains("quote in the middle"));
  CHECK_THAT(refusal([&] { return read_csv(file.scratch / "none.csv"); }), Contains("none.csv"));
  CHECK_THAT(refusal([&] { return read_csv(file.scratch.path()); }), Contains("cannot be read"));
}

TEST_CASE("the tables of a run come out of their files as they went in") {
  for (const bool per_step : {false, true}) {
    const ScratchDirectory scratch;
    const std::vector<CsvTable> tables = test::HandMadeRun(per_step).tables();
    write_tables(tables, scratch.path());
    CHECK(text(read_tables(scratch.path())) == text(tables));
  }
}

TEST_CASE("tables that are missing, of other columns or of several runs are refused") {
  const ScratchDirectory scratch;
  const auto refused = [&] { return refusal([&] { return read_tables(scratch.path()); }); };
  CHECK_THAT(refused(), Contains("is missing"));
  const std::vector<CsvTable> tables = test::HandMadeRun().tables();
  write_tables(tables, scratch.path());
  const auto runs = scratch / "runs.csv";
  std::ostringstream whole;
  for (const CsvTable& table : tables) {
    if (table.name() == "runs") table.write(whole);
  }
  const std::string once = whole.str();
  const std::string row = once.substr(once.find('\n') + 1);
  testing::put(runs, testing::bytes_of(once + row));
  CHECK_THAT(refused(), Contains("runs.csv holds 2 runs"));
  testing::put(runs, testing::bytes_of("a,b\n1,2\n"));
  CHECK_THAT(refused(), Contains("columns are not those") && Contains("runs"));
  std::filesystem::remove(runs);
  CHECK_THAT(refused(), Contains("runs.csv is missing"));
}

TEST_CASE("whatever the bytes, a file is read or refused") {
  const File file;
  testing::Mutator mutator(5, {",", "\"", "\n", "\"\"", "\r"});
  const std::string whole = "name,value\n\"a, \"\"b\"\"\",2\nx,y\n";
  int read = 0;
  for (int i = 0; i < 3000; ++i) {
    try {
      const CsvFile result = file.read(mutator.mutated(whole));
      for (const auto& record : result.records) CHECK(record.size() == result.header.size());
      ++read;
    } catch (const UserError&) {
    }
  }
  CHECK(read > 0);
  CHECK(read < 3000);
}
