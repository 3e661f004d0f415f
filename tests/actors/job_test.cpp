#include <catch2/catch.hpp>

#include "metrics/errors.hpp"
#include "protocol/kernels/parallel.hpp"
#include "tests/actors/job_runs.hpp"
#include "tests/protocol/each_instruction_set.hpp"

using namespace fathom;
using test::Finished;
using test::job_spec;
using test::program_of;
using test::run;
using test::small_training;
using test::small_training_of;
using test::text;
using test::variants;

TEST_CASE("a job of actors equals its prediction in every column of every table", "[slow]") {
  const TrainingSpec training = small_training(3);
  for (const bool per_step : {false, true}) {
    for (const Settings& settings : variants()) {
      const Finished finished =
          run(training, job_spec(training, settings, "wan", Compute::modelled), 2, per_step);
      const auto lines = differences(finished.tables);
      INFO((lines.empty() ? "" : lines.front()));
      CHECK(lines.empty());
      CHECK(finished.actors_left == 0);
    }
  }
}

// Permuted by the producer, by a third server, and not at all.
TEST_CASE("a job equals its prediction and its chain, whoever sees the likelihoods", "[slow]") {
  for (const Likelihoods seen : {Likelihoods::permuted, Likelihoods::server, Likelihoods::none}) {
    const TrainingSpec training = seen == Likelihoods::none
                                      ? small_training_of(LossName::one_against_one, 2)
                                      : small_training(3);
    for (Settings settings : variants()) {
      if (settings.likelihoods == Likelihoods::both) continue;
      settings.likelihoods = seen;
      const Finished finished =
          run(training, job_spec(training, settings, "latency=7ms", Compute::free));
      const auto lines = differences(finished.tables);
      INFO(to_string(seen) << (lines.empty() ? "" : ", " + lines.front()));
      CHECK(lines.empty());
      CHECK(finished.end == SimTime{finished.chain * 7'000'000});
      CHECK(finished.actors_left == 0);
    }
  }
}

TEST_CASE("a likelihood server far away slows down a run and changes no share") {
  const TrainingSpec training = small_training(2);
  Settings settings;
  settings.likelihoods = Likelihoods::server;
  const auto on = [&](std::string_view network) {
    return run(training, job_spec(training, settings, network, Compute::free));
  };
  const Finished near = on("latency=7ms");
  const Finished far = on("latency=7ms,server>likelihood.latency=50ms");
  CHECK(far.end == near.end + 2 * SimDuration{43'000'000});
  CHECK(far.content == near.content);
  const CsvTable& reveals = far.tables[6];
  REQUIRE(reveals.name() == "reveals");
  REQUIRE(reveals.rows() == 2);
  CHECK(reveals.cell(1, "value") == "permuted likelihoods");
  CHECK(reveals.cell(1, "to") == "likelihood");
  CHECK(reveals.cell(1, "elements") == "24");
}

// Each opening of a step waits for a request and its answer; with likelihoods to both servers they
// are always level.
TEST_CASE("one seed gives one run, for any number of threads") {
  const TrainingSpec training = small_training(2);
  const JobSpec spec = job_spec(training, Settings{}, "lan", Compute::modelled);
  set_threads(1);
  const Finished first = run(training, spec);
  set_threads(3);
  const Finished second = run(training, spec);
  set_threads(2);
  CHECK(text(first.tables) == text(second.tables));
}

TEST_CASE("one seed gives one run, by whatever instructions", "[slow]") {
  const TrainingSpec training = small_training(2);
  for (const Ring* ring : {&z64(), &z128(), &q121(), &m61()}) {
    Settings settings;
    use_ring(settings, *ring, 13);
    const JobSpec spec = job_spec(training, settings, "lan", Compute::modelled);
    const std::string best = text(run(training, spec).tables);
    testing::EachInstructionSet().check([&] { CHECK(text(run(training, spec).tables) == best); });
  }
}

TEST_CASE("another seed gives other shares and the same costs") {
  const TrainingSpec training = small_training(2);
  JobSpec spec = job_spec(training, Settings{}, "lan", Compute::modelled);
  const Finished first = run(training, spec);
  spec.seed = 2;
  const Finished second = run(training, spec);
  CHECK(first.content != second.content);
  CHECK(first.traffic == second.traffic);
  CHECK(first.end == second.end);
}

TEST_CASE("another network or window gives the same shares") {
  const TrainingSpec training = small_training(2);
  Settings settings;
  std::vector<std::string> contents, traffics;
  for (const std::int64_t window : {0, 1, 4}) {
    for (const std::string_view network :
         {"ideal", "wan", "lan,server0>server1.latency=9ms", "lan,producer.up=1Mbit/s", "mobile"}) {
      settings.window = window;
      const Finished finished =
          run(training, job_spec(training, settings, network, Compute::modelled));
      contents.push_back(finished.content);
      traffics.push_back(finished.traffic);
    }
  }
  CHECK(std::ranges::count(contents, contents.front()) == std::ssize(contents));
  CHECK(std::ranges::count(traffics, traffics.front()) == 1);
}

TEST_CASE("the parts of a party's time add up to its lifetime, the critical path to the run") {
  const TrainingSpec training = small_training(2);
  JobSpec spec = job_spec(training, Settings{}, "wan", Compute::modelled);
  Job job(spec, program_of(training));
  job.run();
  const Timeline& timeline = job.observation().timeline();
  std::map<PartyId, SimDuration> sums;
  for (const auto& [key, parts] : timeline.rows()) {
    for (const SimDuration part : parts) sums[key.first] += part;
  }
  for (const auto& [party, sum] : sums) CHECK(SimTime{} + sum == timeline.end_of(party));
  SimDuration path, rows;
  const auto critical = timeline.critical_path();
  for (const SimDuration part : critical.parts) path += part;
  for (const auto& [label, share] : critical.rows) rows += share;
  CHECK(SimTime{} + path == timeline.end());
  CHECK(rows == path);
}

TEST_CASE("a job whose message is lost says who waits for what, and frees everything") {
  struct LoseOne final : Interceptor {
    Verdict on_delivery(PartyId, PartyId, const Envelope& envelope) override {
      return envelope.header.kind == MessageKind::opening && ++seen == 9 ? Verdict::drop
                                                                         : Verdict::deliver;
    }
    int seen = 0;
  } lose;
  const TrainingSpec training = small_training(2);
  Job job(job_spec(training, Settings{}, "lan", Compute::free), program_of(training));
  job.simulation().set_interceptor(&lose);
  CHECK_THROWS_WITH(job.run(), Catch::Contains("waits for a message of kind opening from server"));
  CHECK(job.shut_down() == 0);
}

TEST_CASE("a job that is given up in the middle frees its coroutines and actors") {
  const TrainingSpec training = small_training(2);
  for (int steps = 0; steps < 200; steps += 7) {
    Job job(job_spec(training, Settings{}, "lan", Compute::free), program_of(training));
    job.start();
    for (int i = 0; i < steps; ++i) job.simulation().step();
    CHECK(job.shut_down() == 0);
  }
}

TEST_CASE("every provider shares its own shard") {
  const TrainingSpec training = small_training(3);
  const auto with = [&](std::uint32_t providers) {
    return run(training, job_spec(training, Settings{}, "lan", Compute::modelled, providers),
               providers);
  };
  const Finished one = with(1);
  const Finished many = with(12);
  CHECK(differences(many.tables).empty());
  const auto& a = one.outputs.at("scores");
  const auto& b = many.outputs.at("scores");
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t k = 0; k < a[i].values.size(); ++k) {
      CHECK(a[i].values[k] == Approx(b[i].values[k]).margin(2e-3));
    }
  }
}

TEST_CASE("what was revealed is listed") {
  const TrainingSpec training = small_training(2);
  const Finished finished = run(training, job_spec(training, Settings{}, "lan", Compute::free));
  const CsvTable& reveals = finished.tables[6];
  REQUIRE(reveals.name() == "reveals");
  REQUIRE(reveals.rows() == 2);
  CHECK(reveals.cell(0, "value") == "scores");
  CHECK(reveals.cell(0, "to") == "receiver");
  CHECK(reveals.cell(0, "elements") == "9");
  CHECK(reveals.cell(1, "value") == "likelihoods");
  CHECK(reveals.cell(1, "to") == "server0");
  CHECK(reveals.cell(1, "elements") == "24");
  CHECK(reveals.cell(1, "times") == "2");
}
