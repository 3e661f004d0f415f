// The studies under experiments/studies: each runs and shows a table of the size that it promises.

#include <sys/wait.h>

#include <catch2/catch.hpp>

#include "tests/experiments/command.hpp"

using namespace fathom;

namespace {

/// Lines of the table of a study, without its rules and its header.
std::ptrdiff_t rows_of(const std::string& study, const std::string& setting = "") {
  const testing::ScratchDirectory scratch;
  const std::string out = (scratch / "out").string(), err = (scratch / "err").string();
  const std::string command = setting + " sh " + FATHOM_SOURCE_DIR + "/experiments/studies/" +
                              study + ".sh >" + out + " 2>" + err;
  const int status = std::system(command.c_str());
  INFO(study << "\n" << test::text_of(err));
  REQUIRE(WIFEXITED(status));
  REQUIRE(WEXITSTATUS(status) == 0);
  std::istringstream lines(test::text_of(out));
  std::ptrdiff_t rows = -1;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("| ")) ++rows;
  }
  return rows;
}

}  // namespace

TEST_CASE("every study runs from a finished build", "[slow]") {
  CHECK(rows_of("lan_against_wan") >= 13);              // a row a layer and pass, and the whole run
  CHECK(rows_of("latency") == 12);                      // latencies
  CHECK(rows_of("producer_bandwidth") == 2 * 9);        // materials, rates
  CHECK(rows_of("phones") == 5 * 2 * 2);                // numbers of phones, ways to share, servers
  CHECK(rows_of("batch_size", "STEPS=1") == 2 * 7);     // networks, sizes
  CHECK(rows_of("full_against_seeded") == 2 * 2);       // networks, materials
  CHECK(rows_of("field_switch", "POINTS=3") == 3 * 5);  // rings, degrees
}
