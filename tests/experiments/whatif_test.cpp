// What a run's duration depends on, by replay: against runs of the whole simulation.

#include <catch2/catch.hpp>

#include "experiments/whatif/report.hpp"
#include "tests/actors/recordings.hpp"

using namespace fathom;
using test::job_spec;
using test::Recording;
using test::simulate;
using test::small_training;

namespace {

struct Study {
  TrainingSpec training = small_training(2);
  JobSpec spec;
  Recording recorded;

  explicit Study(const std::string& network, Compute compute = Compute::modelled,
                 const Settings& settings = {})
      : spec(job_spec(training, settings, "lan", compute)) {
    spec.network = NetworkSpec::parse(network);
    recorded = simulate(training, spec);
  }

  [[nodiscard]] std::vector<Sensitivity> of(const EndOn& end_on) const {
    return sensitivities(spec.network, recorded.figures.end, end_on, [] {});
  }
  [[nodiscard]] std::vector<Sensitivity> by_replay() const {
    return of(end_of_replays(recorded.run, {}));
  }
  [[nodiscard]] std::vector<Sensitivity> by_simulation() const {
    return of([this](const NetworkSpec& network, bool free_compute) {
      JobSpec there = spec;
      there.network = network;
      if (free_compute) there.compute = Compute::free;
      return simulate(training, there).figures.end;
    });
  }
  [[nodiscard]] CsvTable table() const {
    return sensitivities_table(recorded.figures.tables, by_replay());
  }
};

std::int64_t of_run(const Study& study, std::string_view column) {
  for (const CsvTable& table : study.recorded.figures.tables) {
    if (table.name() == "runs") return std::stoll(table.cell(0, column));
  }
  return -1;
}

}  // namespace

TEST_CASE("sensitivities are the finite differences of whole simulations, to the nanosecond",
          "[slow]") {
  Settings streamed;
  streamed.window = 2;
  for (const std::string network : {"lan", "wan", "latency=2ms,up=30Mbit/s,producer.up=9Mbit/s"}) {
    const Study study(network, Compute::modelled, streamed);
    const std::vector<Sensitivity> replayed = study.by_replay();
    const std::vector<Sensitivity> simulated = study.by_simulation();
    REQUIRE(replayed.size() == 4);
    for (std::size_t i = 0; i < replayed.size(); ++i) {
      INFO(network << ", " << replayed[i].parameter->name);
      CHECK(replayed[i].elasticity == simulated[i].elasticity);
      CHECK(replayed[i].messages == simulated[i].messages);
      CHECK(replayed[i].tenth == simulated[i].tenth);
      CHECK(replayed[i].half == simulated[i].half);
      CHECK(replayed[i].twice == simulated[i].twice);
      CHECK(replayed[i].tenfold == simulated[i].tenfold);
      CHECK(replayed[i].ideal == simulated[i].ideal);
    }
  }
}

TEST_CASE("with latency alone a run is as sensitive to it as its longest chain is long") {
  // Nothing else takes time (model tcp: handshakes), so the run ends at chain x latency: elasticity
  // 1, slope the chain.
  const Study study("ideal,latency=5ms,model=plain", Compute::free);
  const Sensitivity latency = study.by_replay().front();
  CHECK(study.recorded.figures.end == SimTime{} + SimDuration{of_run(study, "chain") * 5'000'000});
  CHECK(latency.elasticity == Approx(1.0));
  REQUIRE(latency.messages);
  CHECK(*latency.messages == Approx(double(of_run(study, "chain"))));
  CHECK(of_run(study, "critical_messages") == of_run(study, "chain"));
  CHECK(latency.ideal == SimDuration{});
  CHECK(latency.tenfold == SimDuration{of_run(study, "chain") * 50'000'000});
}

TEST_CASE("where other things take time, latency counts once for each message of the path") {
  for (const std::string network : {"lan,model=plain", "wan,model=plain"}) {
    const Study study(network);
    INFO(network);
    CHECK(study.by_replay().front().messages ==
          Approx(double(of_run(study, "critical_messages"))).margin(1e-9));
  }
}

TEST_CASE("the shares of the critical path in the table are those of the run's own table") {
  const Study study("wan");
  const CsvTable table = study.table();
  const double elapsed = double(of_run(study, "elapsed_ns"));
  const double bandwidth =
      double(of_run(study, "critical_serialisation_ns") + of_run(study, "critical_queueing_ns"));
  REQUIRE(table.rows() == 4);
  CHECK(table.cell(1, "parameter") == "bandwidth");
  CHECK(std::stod(table.cell(1, "path_share")) == Approx(bandwidth / elapsed));
  CHECK(table.cell(0, "path_messages") == std::to_string(of_run(study, "critical_messages")));
}

TEST_CASE("what is faster never ends later, and what is ideal ends first") {
  const Study study("wan");
  for (const Sensitivity& found : study.by_replay()) {
    INFO(found.parameter->name);
    const SimDuration now = study.recorded.figures.end - SimTime{};
    if (found.parameter->grows_with_it) {
      CHECK(found.tenth <= found.half);
      CHECK(found.half <= now);
      CHECK(now <= found.twice);
      CHECK(found.ideal <= found.tenth);
    } else {
      CHECK(found.tenth >= found.half);
      CHECK(found.half >= now);
      CHECK(now >= found.twice);
      CHECK(found.ideal <= found.tenfold);
    }
  }
}
