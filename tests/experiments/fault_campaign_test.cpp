#include <catch2/catch.hpp>
#include <sstream>

#include "metrics/csv_reader.hpp"
#include "tests/experiments/command.hpp"

using namespace fathom;
using test::check_refused;
using test::Ended;
using test::run_command;
using testing::ScratchDirectory;

namespace {

/// The sum of a column of what a campaign printed.
std::int64_t sum_of(const ScratchDirectory& scratch, const Ended& ended, const char* column) {
  testing::put(scratch / "faults.csv", testing::bytes_of(ended.out));
  const CsvFile table = read_csv(scratch / "faults.csv");
  const std::ptrdiff_t at = table.find(column);
  REQUIRE(at >= 0);
  std::int64_t sum = 0;
  for (const auto& record : table.records) sum += std::stoll(record[std::size_t(at)]);
  return sum;
}

/// A campaign of one step that keeps the promise, as CSV.
Ended campaign(const ScratchDirectory& scratch, const std::string& options) {
  Ended ended = run_command(scratch.path(), "fault_campaign", "--steps 1 --csv " + options);
  INFO(ended.err);
  REQUIRE(ended.code == 0);
  CHECK(sum_of(scratch, ended, "wrong") == 0);
  CHECK(sum_of(scratch, ended, "hung") == 0);
  return ended;
}

}  // namespace

TEST_CASE("a campaign ends with every run right or with an error, and counts them", "[slow]") {
  const ScratchDirectory scratch;
  const Ended ended = campaign(scratch, "--seeds 3 --every 30 --ring q121");
  INFO(ended.err);
  const auto sum = [&](const char* column) { return sum_of(scratch, ended, column); };
  CHECK(sum("runs") > 60);
  CHECK(sum("right") + sum("error") == sum("runs"));
  CHECK(sum("injected") >= sum("runs"));
  CHECK(sum("refused") > 0);
  CHECK_THAT(ended.err, Catch::Contains("reproducible, and not for real data"));
  for (const char* row :
       {"crash-sending at every message", "loss,", "range,", "several at once; then a restart"}) {
    CHECK_THAT(ended.out, Catch::Contains(row));
  }
}

// With likelihoods at a party of their own, seeded material and masked inputs: every kind of
// message but a request.
TEST_CASE("a crash at every message of a training never makes it wrong or hang", "[slow]") {
  const ScratchDirectory scratch;
  const Ended ended = campaign(scratch,
                               "--seeds 1 --every 1 --variant "
                               "material=seeded,inputs=masked,likelihoods=server");
  CHECK(sum_of(scratch, ended, "runs") > 500);
}

TEST_CASE("a planted bug is found, and the plan that found it finds it again", "[slow]") {
  const ScratchDirectory scratch;
  const Ended ended =
      run_command(scratch.path(), "fault_campaign",
                  "--steps 1 --seeds 1 --every 1000 --plant correction,swap,truncation --csv");
  INFO(ended.err);
  CHECK(ended.code == 1);
  CHECK(sum_of(scratch, ended, "wrong") == 3);
  const std::size_t at = ended.err.find("wrong: --plan ");
  REQUIRE(at != std::string::npos);
  std::istringstream rest(ended.err.substr(at + 14));
  std::string plan;
  std::getline(rest, plan, ':');
  const Ended again = run_command(scratch.path(), "fault_campaign", "--steps 1 --plan " + plan);
  CHECK_THAT(again.err, Catch::Contains("wrong after"));
}

TEST_CASE("a plan that is none gets one sentence") {
  const ScratchDirectory scratch;
  check_refused(run_command(scratch.path(), "fault_campaign", "--plan bang@3"),
                "there is no fault \"bang\"");
}
