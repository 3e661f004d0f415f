// What --record writes and replay plays, from the command line.

#include <catch2/catch.hpp>
#include <map>

#include "tests/experiments/small_features.hpp"
#include "tests/experiments/small_images.hpp"

using namespace fathom;
using test::check_refused;
using test::Ended;
using test::run_command;
using test::small_options;
using test::text_of;
using test::write_features;
using testing::ScratchDirectory;

namespace {

/// Every table but that of host times.
std::map<std::string, std::string> tables_in(const std::filesystem::path& directory) {
  std::map<std::string, std::string> tables;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    const std::string name = entry.path().filename();
    if (name != "host.csv") tables[name] = text_of(entry.path());
  }
  return tables;
}

struct Recorded : test::Workplace {
  std::string experiment, options;

  void record() const { run(experiment, options + " --network lan --record " + path("run.trace")); }
  void check(const std::string& network) const {
    run(experiment, options + " --network " + network + " --out " + path("simulated"));
    run("replay", path("run.trace") + " --network " + network + " --out " + path("replayed"));
    CHECK(tables_in(path("replayed")) == tables_in(path("simulated")));
  }
};

}  // namespace

TEST_CASE("a recorded training makes the tables that the training makes elsewhere", "[slow]") {
  Recorded recorded;
  write_features(recorded.scratch, 42, 5);
  recorded.experiment = "train_classifier";
  recorded.options = small_options(recorded.scratch) + " --epochs 1";
  recorded.record();
  recorded.check("wan");
  recorded.check("\"latency=3ms,jitter=9ms,bandwidth=2Mbit/s,server1.speed=0.1\"");
}

TEST_CASE("a recorded stream of requests is answered at the times of the network it is played on",
          "[slow]") {
  Recorded recorded;
  for (const std::string part : {"train", "test"}) {
    test::write_bars(recorded.scratch.path(), part, 40);
  }
  recorded.experiment = "predict";
  recorded.options = "--data " + recorded.scratch.path().string() +
                     test::random_features(recorded.scratch) +
                     " --requests 9 --batch-size 4 --piece 2 --providers 3 --rate 40";
  recorded.record();
  recorded.check("wan");
  recorded.check("mobile");
}

TEST_CASE("uploads that a server takes as they come are replayed") {
  Recorded recorded;
  recorded.experiment = "input_providers";
  recorded.options = "--providers 40 --what images";
  recorded.record();
  recorded.check("mobile");
  recorded.check("\"latency=3ms,jitter=90ms,bandwidth=20Mbit/s\"");
}

TEST_CASE("a sweep over a trace gives the rows of its single replays, whatever the jobs",
          "[slow]") {
  Recorded recorded;
  write_features(recorded.scratch, 42, 5);
  recorded.experiment = "train_classifier";
  recorded.options = small_options(recorded.scratch) + " --epochs 1";
  recorded.record();
  const std::string sweep = recorded.path("run.trace") +
                            " --sweep latency=1ms:100ms:log7 --seed 1 --repeat 2 --table runs";
  const Ended one = run_command(recorded.scratch.path(), "replay", sweep + " --jobs 1");
  const Ended two = run_command(recorded.scratch.path(), "replay", sweep + " --jobs 2");
  REQUIRE(one.code == 0);
  CHECK(one.out == two.out);
  CHECK(std::ranges::count(one.out, '\n') == 15);
}

TEST_CASE("what is no recorded run is refused") {
  Recorded recorded;
  const auto refused = [&](const std::string& arguments, const std::string& sentence) {
    check_refused(run_command(recorded.scratch.path(), "replay", arguments), sentence);
  };
  refused(recorded.path("none.trace"), "none.trace cannot be read; name a recorded run");
  refused(recorded.path("none.trace") + " --seed -1", "--seed");
  std::ofstream(recorded.scratch / "text.trace") << "latency=1ms\n";
  refused(recorded.path("text.trace"), "line 1: it is no line of JSON as it ought to be");
  std::ofstream(recorded.scratch / "empty.trace");
  refused(recorded.path("empty.trace"), "line 1: the file ends too early");
}
