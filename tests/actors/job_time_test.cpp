#include <catch2/catch.hpp>

#include "tests/actors/job_runs.hpp"

using namespace fathom;
using test::Finished;
using test::job_spec;
using test::program_of;
using test::run;
using test::small_training;
using test::small_training_of;
using test::text;
using test::variants;

TEST_CASE("with latency alone the run ends at exactly chain times the latency", "[slow]") {
  const TrainingSpec training = small_training(3);
  for (const Settings& settings : variants()) {
    const Finished finished =
        run(training, job_spec(training, settings, "latency=7ms", Compute::free));
    INFO("together " << settings.together << ", window " << settings.window << ", supply "
                     << int(settings.supply) << ", rounds " << finished.rounds.count() << ", chain "
                     << finished.chain);
    CHECK(finished.end == SimTime{finished.chain * 7'000'000});
  }
}

TEST_CASE("with material ahead of need the chain is the rounds, the inputs and the output") {
  const TrainingSpec training = small_training(3);
  Settings settings;
  settings.window = 0;
  const Finished finished =
      run(training, job_spec(training, settings, "latency=7ms", Compute::free));
  CHECK(finished.chain == finished.rounds.count() + 2);
}

TEST_CASE("on demand every round with material takes a round trip more") {
  TrainingSpec training = small_training(1);
  training.test_samples = 0;
  Settings settings;
  settings.together = false;
  settings.likelihoods = Likelihoods::both;
  settings.supply = Supply::on_demand;
  const Finished finished =
      run(training, job_spec(training, settings, "latency=7ms", Compute::free));
  CHECK(finished.rounds == Rounds{13});
  CHECK(finished.chain == 1 + 13 + 2 * 12);  // the reveal needs no material
  CHECK(finished.end == SimTime{finished.chain * 7'000'000});
}

TEST_CASE("the supply of material and packing change no share and no round") {
  const TrainingSpec training = small_training(2);
  for (const Ring* ring : {&z64(), &q121()}) {
    std::vector<std::string> contents;
    std::vector<Rounds> rounds;
    for (const Supply supply : {Supply::ahead, Supply::streamed, Supply::on_demand}) {
      for (const bool packed : {false, true}) {
        Settings settings;
        settings.ring = ring;
        settings.fractional_bits = 16;
        settings.supply = supply;
        settings.packed = packed;
        const Finished finished =
            run(training, job_spec(training, settings, "wan", Compute::modelled));
        CHECK(differences(finished.tables).empty());
        contents.push_back(finished.content);
        rounds.push_back(finished.rounds);
      }
    }
    CHECK(std::ranges::count(contents, contents.front()) == std::ssize(contents));
    CHECK(std::ranges::count(rounds, rounds.front()) == std::ssize(rounds));
  }
}
