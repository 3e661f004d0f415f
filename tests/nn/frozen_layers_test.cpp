#include <catch2/catch.hpp>
#include <cmath>

#include "nn/layers/average_pooling2d.hpp"
#include "nn/layers/conv2d.hpp"
#include "nn/layers/dropout.hpp"
#include "nn/layers/flatten.hpp"
#include "nn/layers/normalization.hpp"
#include "nn/sigmoid_polynomial.hpp"
#include "protocol/engines/clear.hpp"
#include "protocol/engines/prediction.hpp"
#include "protocol/variants.hpp"
#include "tests/nn/small_training.hpp"
#include "tests/protocol/memory_network.hpp"

using namespace fathom;
using test::TrainingProgram;

namespace {

const Shape kMeanShape{3}, kRowsShape{2, 3}, kOne{1};
const std::vector<double> kMean{0.5, -1.0, 2.0};
const std::vector<double> kRows{1.0, 2.0, 3.0, -1.0, 0.0, 0.25};

void add_small_features(Sequential& model) {
  model.add(std::make_unique<Conv2D>(2, 3, 3, Padding::same, 1, "conv"))
      .add(std::make_unique<Sigmoid>(fitted_sigmoid(4), PowersOf::u, Derivative::polynomial, "act"))
      .add(std::make_unique<AveragePooling2D>(2, "pooling"))
      .add(std::make_unique<Dropout>(0.25, 1, "dropout"))
      .add(std::make_unique<Flatten>("flatten"));
}

/// A convolution, pooling and normalization that are frozen, before a classifier that is trained.
TrainingSpec behind_frozen_layers() {
  TrainingSpec spec = test::small_training(3);
  spec.sample = Shape{1, 4, 6, 1};
  spec.epochs = 2;
  spec.extract_batch = 5;
  spec.extractor = [](Sequential& model) {
    add_small_features(model);
    model.add(std::make_unique<Normalization>(3.0));
  };
  return spec;
}

/// Random parameters for the frozen layers, of a quarter at most.
PublicTensors random_parameters(const TrainingSpec& spec) {
  PublicTensors all;
  std::mt19937_64 random(11);
  std::uniform_real_distribution<double> uniform(-0.25, 0.25);
  for (const auto& [name, shape, layer] : Training(spec).extractor().parameter_names()) {
    auto values = std::make_shared<std::vector<double>>(shape.size());
    for (double& value : *values) value = uniform(random);
    all[name] = {shape, values};
  }
  return all;
}

InputData inputs_of(const TrainingSpec& spec) {
  InputData data = test::random_inputs(spec, 7);
  for (const auto& [name, tensor] : random_parameters(spec)) {
    data[name] = std::make_shared<test::HeldRows>(tensor.shape, *tensor.values);
  }
  return data;
}

std::vector<double> scores_of(const Outputs& outputs) {
  std::vector<double> all;
  for (const Output& output : outputs.at("scores")) {
    all.insert(all.end(), output.values.begin(), output.values.end());
  }
  return all;
}

std::vector<double> in_the_clear(const TrainingSpec& spec, const InputData& data) {
  Clear engine(Settings{}, reals(), data);
  engine.read(TrainingProgram(spec));
  return scores_of(engine.outputs());
}

/// Trains on shares, and checks every row against paper. Returns the scores.
std::vector<double> on_shares(const TrainingSpec& spec, const Settings& settings,
                              const InputData& data) {
  INFO(settings.ring->name << ", " << variant_name(settings));
  TrainingProgram program(spec);
  test::MemoryNetwork network;
  const auto run = test::run_job(network, settings, program.plan(), data, 5, program);
  Prediction prediction(settings);
  prediction.read(program);
  CHECK(network.recorder().ledger().rows() == prediction.ledger().rows());
  CHECK(network.recorder().ledger().links() == prediction.ledger().links());
  CHECK(network.recorder().rounds() == prediction.rounds());
  CHECK(run.chain == prediction.chain());
  return scores_of(run.outputs);
}

std::vector<Settings> variants() {
  std::vector<Settings> all;
  for (const Ring* ring : {&z64(), &z128(), &q121()}) {
    Settings settings;
    use_ring(settings, *ring, 0);
    all.push_back(settings);
    apply_variant(settings, training_variant(*ring));
    all.push_back(settings);
  }
  return all;
}

void check_near(const std::vector<double>& a, const std::vector<double>& b, double margin) {
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) CHECK(a[i] == Approx(b[i]).margin(margin));
}

}  // namespace

TEST_CASE("a normalization subtracts its mean and multiplies by its scale") {
  const auto program = [](Engine& engine) -> Task<Done> {
    LayerNames names;
    Normalization layer(3.0);
    layer.build(kRowsShape);
    layer.set_id(names.add("normalization"));
    std::vector<double> mean = kMean;
    layer.parameters()[0].value = co_await engine.constant(kMeanShape, std::move(mean));
    std::vector<double> values = kRows;
    Secret x = co_await engine.constant(kRowsShape, std::move(values));
    Secret y = co_await layer.forward(engine, std::move(x), Pass::forward);
    co_await engine.output(std::move(y), "y");
    co_return Done{};
  };
  for (const Ring* arithmetic : {&reals(), &z64()}) {
    Clear engine(Settings{}, *arithmetic, {});
    engine.read(program);
    const std::vector<double> expected{1.5, 9.0, 3.0, -4.5, 3.0, -5.25};
    CHECK(engine.outputs().at("y").front().values == expected);
  }
  Prediction paper{Settings{}};
  paper.read(program);
  CHECK(paper.rounds() == Rounds{0});
}

// Two epochs of SGD with rate 0.5 on features of up to 3: errors of the scores stay within a few
// hundred units of 2^-16.
TEST_CASE("behind frozen layers a classifier trains as in the clear, at the predicted cost") {
  const TrainingSpec spec = behind_frozen_layers();
  const InputData data = inputs_of(spec);
  const auto expected = in_the_clear(spec, data);
  for (const Settings& settings : variants()) {
    check_near(on_shares(spec, settings, data), expected, 0.01);
  }
}

TEST_CASE("frozen layers give the same whether their weights are private or public") {
  const TrainingSpec spec = behind_frozen_layers();
  TrainingSpec known = spec;
  known.public_features = random_parameters(spec);
  CHECK(in_the_clear(known, inputs_of(spec)) == in_the_clear(spec, inputs_of(spec)));
  for (const Settings& settings : variants()) {
    check_near(on_shares(known, settings, inputs_of(spec)), in_the_clear(spec, inputs_of(spec)),
               0.01);
  }
}

TEST_CASE("convolutions with public weights send nothing but what truncations send") {
  TrainingSpec spec = behind_frozen_layers();
  spec.public_features = random_parameters(spec);
  Prediction paper{Settings{}};
  paper.read(TrainingProgram(spec));
  std::int64_t convolutions = 0;
  for (const auto& [label, costs] : paper.ledger().rows()) {
    if (label.operation != Operation::convolve) continue;
    ++convolutions;
    CHECK(costs.traffic == Traffic{});
    CHECK(costs.rounds_alone == Rounds{0});
  }
  CHECK(convolutions > 0);
}

// 12 and 3 samples in fives: four batches, however many epochs.
TEST_CASE("features are extracted once for all epochs") {
  TrainingSpec spec = behind_frozen_layers();
  const auto convolutions = [&spec] {
    Prediction paper{Settings{}};
    paper.read(TrainingProgram(spec));
    std::int64_t steps = 0;
    for (const auto& [label, costs] : paper.ledger().rows()) {
      const bool here = label.operation == Operation::convolve && label.phase == Phase::online;
      if (here) steps += costs.steps;
    }
    return steps;
  };
  CHECK(spec.extraction_batches() == 3 + 1);
  CHECK(convolutions() == 3 + 1);
  spec.epochs = 5;
  CHECK(convolutions() == 3 + 1);
}

TEST_CASE("all layers of a small network train as in the clear") {
  TrainingSpec spec = test::small_training(3);
  spec.sample = Shape{1, 4, 6, 1};
  spec.model = [](Sequential& model) {
    add_small_features(model);
    add_classification_layers(model, reference_sigmoid(), PowersOf::u, Derivative::output, 6, 3,
                              0.0, 1);
  };
  const InputData data = test::random_inputs(spec, 7);
  const auto expected = in_the_clear(spec, data);
  for (const Settings& settings : variants()) {
    check_near(on_shares(spec, settings, data), expected, 0.01);
  }
}

TEST_CASE("a layer's rate is its factor of the optimizer's, which decays from epoch to epoch") {
  Sgd sgd(0.5, 0.0, 0.75);
  for (std::uint32_t epoch = 0; epoch < 3; ++epoch) {
    sgd.begin_epoch(epoch);
    const auto program = [&sgd](Engine& engine) -> Task<Done> {
      Parameter parameter;
      parameter.shape = kOne;
      parameter.rate = 2.0;
      std::vector<double> one(1, 1.0);
      parameter.value = co_await engine.constant(kOne, one);
      parameter.gradient = co_await engine.constant(kOne, std::move(one));
      co_await sgd.update(engine, parameter, 4);
      co_await engine.output(parameter.value, "w");
      co_return Done{};
    };
    Clear engine(Settings{}, reals(), {});
    engine.read(program);
    const double rate = 0.5 * 2.0 * std::pow(0.75, epoch) / 4;
    CHECK(engine.outputs().at("w").front().values[0] == Approx(1.0 - rate).epsilon(1e-12));
  }
}
