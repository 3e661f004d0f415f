// The program whatif: studies of a trace and of tables, comparisons, and mistakes.

#include <catch2/catch.hpp>

#include "tests/experiments/small_features.hpp"

using namespace fathom;
using Catch::Contains;
using test::check_refused;
using test::Ended;
using test::run_command;
using test::small_options;
using test::write_features;
using testing::ScratchDirectory;

namespace {

struct Runs : test::Workplace {
  Runs() { write_features(scratch, 42, 5); }
  [[nodiscard]] Ended whatif(const std::string& arguments) const {
    return run_command(scratch.path(), "whatif", arguments);
  }
  void train(const std::string& more) const {
    run("train_classifier", small_options(scratch) + " --epochs 1 " + more);
  }
};

std::ptrdiff_t lines(const std::string& text) { return std::ranges::count(text, '\n'); }

}  // namespace

TEST_CASE("whatif says what bounds a run, of its trace and of its tables", "[slow]") {
  const Runs runs;
  runs.train("--network lan --record " + runs.path("a.trace") + " --out " + runs.path("a"));
  const Ended played = runs.whatif(runs.path("a.trace") + " --csv");
  CHECK(played.code == 0);
  CHECK(lines(played.out) == 5);
  CHECK_THAT(played.err, Contains("bound by") && Contains("greatest contributors"));
  const Ended read = runs.whatif(runs.path("a"));
  CHECK(read.code == 0);
  CHECK(read.out.empty());
  // Its first line says network, time and bound: the same as of the trace.
  CHECK_THAT(played.err, Contains(read.err.substr(0, read.err.find('\n'))));
}

TEST_CASE("whatif compares two networks of a trace, and two variants' tables or traces", "[slow]") {
  const Runs runs;
  runs.train("--record " + runs.path("a.trace") + " --out " + runs.path("a"));
  runs.train("--network wan --out " + runs.path("wan"));
  runs.train("--variant beaver-best --record " + runs.path("b.trace") + " --out " + runs.path("b"));
  const Ended networks = runs.whatif(runs.path("a.trace") + " --compare lan wan --csv");
  const Ended simulated =
      runs.whatif("--compare " + runs.path("a") + " " + runs.path("wan") + " --csv");
  const auto without_names = [&](std::string text) {
    for (const auto& [name, network] :
         {std::pair{runs.path("wan"), "wan"}, {runs.path("a"), "lan"}}) {
      for (std::size_t at; (at = text.find(name)) != std::string::npos;) {
        text.replace(at, name.size(), network);
      }
    }
    return text;
  };
  CHECK(networks.code == 0);
  CHECK(networks.out == without_names(simulated.out));
  const Ended variants =
      runs.whatif("--compare " + runs.path("a.trace") + " " + runs.path("b") + " --csv");
  CHECK(variants.code == 0);
  CHECK_THAT(variants.out, Contains("whole run"));
}

TEST_CASE("whatif refuses what it cannot study, in a sentence", "[slow]") {
  const Runs runs;
  const auto refused = [&](const std::string& arguments, const std::string& sentence) {
    check_refused(runs.whatif(arguments), sentence);
  };
  refused("", "name a recorded run or a directory of tables");
  refused(runs.path("none.trace"), "none.trace cannot be read");
  refused(runs.scratch.path().string(), "is missing; a run writes all its tables with --out DIR");
  refused("--compare " + runs.path("none.trace") + " lan", "none.trace cannot be read");
  runs.train("--record " + runs.path("a.trace") + " --out " + runs.path("a"));
  refused(runs.path("a.trace") + " --compare lan moon", "moon");
  refused(runs.path("a.trace") + " --network latency=1parsec", "1parsec");
  refused(runs.path("a") + " --compare lan wan", "tables");
  refused(runs.path("a.trace") + " --compare lan wan --network lan", "leave --network out");
  const auto runs_table = runs.scratch / "a" / "runs.csv";
  const std::string whole = test::text_of(runs_table);
  const std::size_t bound = whole.find(",latency,");  // elapsed_ns stands before it
  REQUIRE(bound != std::string::npos);
  std::ofstream(runs_table) << whole.substr(0, bound) << "x" << whole.substr(bound);
  refused(runs.path("a"), "as elapsed_ns, which is a whole number or empty");
  std::ofstream(runs_table) << whole;
  std::ofstream(runs.scratch / "a" / "layers.csv", std::ios::app) << "one,field,more\n";
  refused(runs.path("a"), "layers.csv: record");
}
