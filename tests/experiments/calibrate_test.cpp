#include <catch2/catch.hpp>

#include "experiments/calibration/cost_file.hpp"
#include "metrics/errors.hpp"
#include "tests/experiments/small_features.hpp"

using namespace fathom;
using test::check_refused;
using test::Ended;
using test::run_command;
using testing::ScratchDirectory;

TEST_CASE("a table of costs comes out of its file as it went in") {
  const ScratchDirectory scratch;
  CostTable costs("here");
  costs.set(64, {{{1'000, 400}, {100'000, 60}}, {{500, 900}}, 1'000, 50, 25});
  costs.set(521, {{{7, 1}}, {{8, 2}}, 3, 4, 5});
  write_costs(costs, scratch / "costs.json");
  CHECK(*read_costs(scratch / "costs.json") == costs);
  CHECK(scratch.file_count() == 1);
}

TEST_CASE("what calibrate measures is what a run is priced with") {
  const ScratchDirectory scratch;
  const std::string file = (scratch / "costs.json").string();
  const Ended measured =
      run_command(scratch.path(), "calibrate", file + " --name here --rings z64 --repeats 1");
  INFO(measured.err);
  REQUIRE(measured.code == 0);
  const CostTable::Ring ring = read_costs(file)->rings().at(64);
  CHECK(ring.matmul.size() == 6);
  CHECK(ring.convolve.size() == 5);
  test::write_features(scratch, 42, 5);
  const Ended run =
      run_command(scratch.path(), "train_classifier",
                  test::small_options(scratch) + "--epochs 1 --table runs --costs " + file);
  INFO(run.err);
  REQUIRE(run.code == 0);
  CHECK_THAT(run.out, Catch::Contains("modelled:here"));
}

TEST_CASE("what is no file of costs is refused in one sentence") {
  const ScratchDirectory scratch;
  const std::string file = (scratch / "costs.json").string();
  const auto refused = [&](const std::string& text, const std::string& sentence) {
    std::ofstream(file) << text;
    CHECK_THROWS_WITH(read_costs(file), Catch::Contains(sentence));
  };
  CHECK_THROWS_WITH(read_costs(scratch / "none"), Catch::Contains("it cannot be read"));
  refused("", "no file of costs as calibrate writes it");
  refused("{}", "no file of costs as calibrate writes it");
  refused(R"({"fathom_costs": 2})", "its version is not 1");
  const std::string head = R"({"fathom_costs": 1, "name": "x", "rings": )";
  refused(head + R"({"63": {}}})", "no ring has 63 bits");
  refused(head + R"({"64": {"matmul": []}}})", "a ring has no costs of products");
  refused(head + R"({"64": {"matmul": [[1, -1]]}}})", "-1 is no whole number from 1 to");
  refused(head + R"({"64": {"matmul": [[1, 0.5]]}}})", "0.5 is no whole number");
  refused(head + R"({"64": {"matmul": [[5, 1], [5, 1]]}}})", "the sizes of products do not rise");
  check_refused(run_command(scratch.path(), "predict", "--costs " + file + " --compute free"),
                "--costs goes with --compute modelled, not free");
  check_refused(run_command(scratch.path(), "calibrate", file + " --name a:b"),
                "--name is a word of up to 40 letters");
  check_refused(run_command(scratch.path(), "calibrate", file + " --name x --rings reals"),
                "nothing is secret in the reals");
  check_refused(run_command(scratch.path(), "calibrate", "/nowhere/costs.json --name x"),
                "name a file in a directory that exists");
}
