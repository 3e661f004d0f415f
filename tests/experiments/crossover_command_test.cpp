// The program crossover: its brackets against whole simulations, and mistakes.

#include <catch2/catch.hpp>

#include "metrics/csv_reader.hpp"
#include "tests/experiments/small_features.hpp"

using namespace fathom;
using test::check_refused;
using test::Ended;
using test::run_command;
using test::small_options;
using test::write_features;
using testing::ScratchDirectory;

namespace {

struct Table {
  CsvFile file;

  Table(const ScratchDirectory& scratch, const std::string& text) {
    std::ofstream(scratch / "table.csv") << text;
    file = read_csv(scratch / "table.csv");
  }
  [[nodiscard]] std::string cell(std::string_view column) const {
    REQUIRE(file.find(column) >= 0);
    return file.records.at(0).at(std::size_t(file.find(column)));
  }
};

}  // namespace

TEST_CASE("at both ends of a bracket the whole simulations take what the table says", "[slow]") {
  const test::Workplace place;
  const ScratchDirectory& scratch = place.scratch;
  write_features(scratch, 42, 5);
  const auto train = [&](const std::string& arguments) {
    return place.run("train_classifier", small_options(scratch) + " --epochs 1 " + arguments);
  };
  const std::string ring = " --ring z128 --fractional-bits 16 --variant ";
  const std::string variants[] = {ring + "beaver-best", ring + "beaver-best,sigmoid=powers-3x3"};
  const std::string a = (scratch / "a.trace").string(), b = (scratch / "b.trace").string();
  train(variants[0] + " --record " + a);
  train(variants[1] + " --record " + b);
  const Ended found = run_command(scratch.path(), "crossover",
                                  a + " " + b +
                                      " --over latency=1us:30ms --csv --network "
                                      "lan,bandwidth=200Mbit/s");
  INFO(found.err);
  REQUIRE(found.code == 0);
  const Table table(scratch, found.out);
  CHECK(table.cell("faster_below") != table.cell("faster_above"));
  for (const std::string end : {"lower", "upper"}) {
    for (const std::size_t which : {0U, 1U}) {
      const std::string out =
          train(variants[which] + " --network lan,bandwidth=200Mbit/s --latency " +
                table.cell(end) + "ns --table runs");
      CHECK(Table(scratch, out).cell("elapsed_ns") ==
            table.cell((which == 0 ? "a_" : "b_") + end + "_ns"));
    }
  }
}

TEST_CASE("crossover refuses what it cannot look for, in a sentence", "[slow]") {
  const ScratchDirectory scratch;
  const auto refused = [&](const std::string& arguments, const std::string& sentence) {
    INFO(arguments);
    check_refused(run_command(scratch.path(), "crossover", arguments), sentence);
  };
  const std::string two = " --a sigmoid=sequential --b sigmoid=powers+switch";
  const std::string over = " --over latency=1ms:9ms";
  refused("", "name a subject or two recorded runs");
  refused("sigmoid" + two, "--over");
  refused("sigmoid" + over, "name the two variants");
  refused("tanh" + two + over, "there is no subject 'tanh'");
  refused("sigmoid" + two + over, "the ring z64 is too small");
  refused("sigmoid" + two + " --over colour=1:2", "PARAMETER=FIRST:LAST");
  refused("sigmoid" + two + " --over latency=9ms:1ms", "does not lie below");
  refused("sigmoid" + two + " --over latency=1:2", "unit");
  refused("sigmoid" + two + " --over degree=3:8", "not odd");
  refused("sigmoid" + two + " --over batch=0:8", "whole number from 1");
  refused("sigmoid --a sigmoid=sequential --b sigmoid=cubic" + over, "cubic");
  refused("sigmoid --degree 8" + two + over, "odd");
  refused("none.trace other.trace" + over, "none.trace cannot be read");
  refused("none.trace other.trace --over batch=1:8", "latency or bandwidth alone");
  refused("none.trace other.trace --degree 7" + over, "--degree is for a subject");
  refused("none.trace other.trace --ring q121" + over, "--ring is for a subject");
  refused("sigmoid" + two + " --over bandwidth=1Mbit/s:unlimited", "ends in a number");
  refused("sigmoid --phases offline" + two + over, "--phases");
  refused("sigmoid --points 1" + two + over, "--points");
}
