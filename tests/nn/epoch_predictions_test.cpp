#include <catch2/catch.hpp>

#include "protocol/engines/clear.hpp"
#include "protocol/engines/prediction.hpp"
#include "tests/nn/small_training.hpp"
#include "tests/protocol/memory_network.hpp"

using namespace fathom;
using test::TrainingProgram;

namespace {

TrainingSpec of_epochs(std::uint32_t epochs, bool predict_every_epoch) {
  TrainingSpec spec = test::small_training(3);
  spec.epochs = epochs;
  spec.predict_every_epoch = predict_every_epoch;
  return spec;
}

std::vector<std::vector<double>> scores_of(const TrainingSpec& spec) {
  Clear engine(Settings{}, reals(), test::random_inputs(spec, 7));
  engine.read(TrainingProgram(spec));
  std::vector<std::vector<double>> scores;
  for (const Output& output : engine.outputs().at("scores")) scores.push_back(output.values);
  return scores;
}

}  // namespace

// Three test samples in batches of two are two outputs.
TEST_CASE("the scores after each epoch are those of a training that ends there") {
  const auto all = scores_of(of_epochs(3, true));
  REQUIRE(all.size() == 3 * 2);
  for (std::uint32_t epoch = 1; epoch <= 3; ++epoch) {
    const auto ended = scores_of(of_epochs(epoch, false));
    REQUIRE(ended.size() == 2);
    CHECK(ended[0] == all[2 * (epoch - 1)]);
    CHECK(ended[1] == all[2 * (epoch - 1) + 1]);
  }
  CHECK(all[0] != all[2]);
  CHECK(of_epochs(3, true).predictions() == 3);
  CHECK(of_epochs(3, false).predictions() == 1);
}

TEST_CASE("a training of no epochs predicts once") {
  CHECK(scores_of(of_epochs(0, true)) == scores_of(of_epochs(0, false)));
  CHECK(of_epochs(0, true).predictions() == 1);
}

TEST_CASE("predictions after each epoch cost on shares what is predicted") {
  const TrainingSpec spec = of_epochs(3, true);
  const Settings settings;
  const TrainingProgram program(spec);
  Prediction paper(settings);
  paper.read(program);
  test::MemoryNetwork network;
  const auto run =
      test::run_job(network, settings, program.plan(), test::random_inputs(spec, 7), 5, program);
  CHECK(run.outputs.at("scores").size() == 6);
  CHECK(network.recorder().ledger().rows() == paper.ledger().rows());
  CHECK(network.recorder().ledger().links() == paper.ledger().links());
  CHECK(network.recorder().rounds() == paper.rounds());
}
