// A recorded run, played on other networks, against the run itself there.

#include "actors/replay/replay.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "metrics/errors.hpp"
#include "tests/actors/recordings.hpp"
#include "tests/nn/data/files.hpp"

using namespace fathom;
using test::Figures;
using test::job_spec;
using test::Recording;
using test::replay;
using test::simulate;
using test::small_training;
using test::text;

namespace {

void check_same(const Figures& replayed, const Figures& simulated) {
  CHECK(replayed.end == simulated.end);
  CHECK(replayed.traffic == simulated.traffic);
  CHECK(replayed.content == simulated.content);
  CHECK(text(replayed.tables) == text(simulated.tables));
}

/// Networks of any kind: some properties general, some of one pair or host.
class RandomNetworks {
 public:
  explicit RandomNetworks(std::uint64_t seed) : random_(seed) {}

  NetworkSpec next() {
    std::string line = "latency=" + number(0, 60'000) + "us,bandwidth=" + number(1, 3'000) +
                       "Mbit/s,model=" + (number(0, 3) == "0" ? "plain" : "tcp");
    if (number(0, 1) == "0") line += ",jitter=" + number(0, 9'000) + "us";
    if (number(0, 1) == "0") line += ",loss=0." + number(1, 9) + "%";
    if (number(0, 1) == "0") line += ",window=" + number(16, 900) + "KiB";
    if (number(0, 1) == "0") line += ",producer.up=" + number(1, 90) + "Mbit/s";
    if (number(0, 1) == "0") line += ",server0>server1.latency=" + number(0, 90) + "ms";
    if (number(0, 1) == "0") line += ",provider.speed=0." + number(1, 9);
    if (number(0, 1) == "0") line += ",server1.cores=" + number(1, 8);
    if (number(0, 2) == "0") line += ",provider0.machine=m,provider1.machine=m";
    return NetworkSpec::parse(line);
  }

 private:
  std::string number(int least, int most) {
    return std::to_string(std::uniform_int_distribution<int>(least, most)(random_));
  }
  std::mt19937_64 random_;
};

/// The run recorded on one network, against what it is on that and on five others.
void check_replays(const TrainingSpec& training, JobSpec spec, RandomNetworks& networks) {
  const Recording recorded = simulate(training, spec);
  check_trace(recorded.run.trace, "the trace");
  check_same(replay(recorded.run, spec), recorded.figures);
  for (int other = 0; other < 5; ++other) {
    spec.network = networks.next();
    INFO(spec.network.resolved());
    check_same(replay(recorded.run, spec), simulate(training, spec).figures);
  }
}

}  // namespace

TEST_CASE("a replay equals the run itself, to the nanosecond, on any network, in any variant",
          "[slow]") {
  RandomNetworks networks(11);
  std::size_t which = 0;
  for (const Settings& settings : test::variants()) {
    const TrainingSpec training = small_training(1 + which++ % 2);
    INFO("together " << settings.together << ", window " << settings.window << ", supply "
                     << int(settings.supply) << ", likelihoods " << int(settings.likelihoods));
    JobSpec spec = job_spec(training, settings, "lan,model=tcp", Compute::modelled);
    check_replays(training, spec, networks);
  }
}

TEST_CASE("rows per step, a likelihood server and openings that are reused are replayed too",
          "[slow]") {
  RandomNetworks networks(12);
  const TrainingSpec training = small_training(2);
  Settings settings;
  settings.likelihoods = Likelihoods::server;
  settings.reuse = Reuse::training;
  JobSpec spec = job_spec(training, settings, "wan", Compute::modelled);
  spec.per_step = true;
  check_replays(training, spec, networks);
  settings.likelihoods = Likelihoods::permuted;
  settings.reuse = Reuse::data;
  check_replays(training, job_spec(training, settings, "wan", Compute::free), networks);
}

TEST_CASE("a recorded run comes out of its file as it went in") {
  const TrainingSpec training = small_training(2);
  const Recording recorded =
      simulate(training, job_spec(training, Settings{}, "lan", Compute::modelled));
  const testing::ScratchDirectory scratch;
  const auto file = scratch / "run.trace";
  write_recorded_run(recorded.run, file);
  const RecordedRun read = read_recorded_run(file);
  CHECK(read.trace.strands == recorded.run.trace.strands);
  CHECK(read.trace.programs == recorded.run.trace.programs);
  CHECK(read.predicted.rows() == recorded.run.predicted.rows());
  CHECK(read.predicted.links() == recorded.run.predicted.links());
  const JobSpec there = job_spec(training, Settings{}, "wan,jitter=3ms", Compute::modelled);
  check_same(replay(read, there), simulate(training, there).figures);
}

TEST_CASE("a replay refuses to turn TLS on, which would change the recorded bytes") {
  const TrainingSpec training = small_training(1);
  const JobSpec spec = job_spec(training, Settings{}, "lan", Compute::modelled);
  const Recording recorded = simulate(training, spec);
  CHECK_THROWS_WITH(
      Replay(recorded.run, NetworkSpec::parse("lan,tls=on"), Compute::modelled, 1),
      "network: tls=on would change the bytes that were recorded; record the run with it");
}
