#include <catch2/catch.hpp>

#include "nn/training.hpp"
#include "protocol/engines/clear.hpp"
#include "protocol/engines/prediction.hpp"
#include "tests/nn/small_training.hpp"
#include "tests/protocol/memory_network.hpp"

using namespace fathom;
using test::small_training;
using test::TrainingProgram;

namespace {

/// z64 with 16 fractional bits and q121 with 32, full and seeded.
std::vector<Settings> rings() {
  std::vector<Settings> all;
  for (const Ring* ring : {&z64(), &q121()}) {
    for (const Delivery delivery : {Delivery::full, Delivery::seeded}) {
      Settings settings;
      settings.ring = ring;
      settings.fractional_bits = ring == &z64() ? 16 : 32;
      settings.integral_bits = ring == &z64() ? 8 : 16;
      settings.material = settings.inputs = delivery;
      all.push_back(settings);
    }
  }
  return all;
}

struct Trained {
  test::MemoryRun run;
  std::unique_ptr<test::MemoryNetwork> network = std::make_unique<test::MemoryNetwork>();

  [[nodiscard]] const Ledger& ledger() const { return network->recorder().ledger(); }
};

/// Trains on shares, and checks every row against paper and the scores against the clear.
Trained train(const TrainingSpec& spec, const Settings& settings) {
  INFO(settings.ring->name << ", material " << int(settings.material) << ", inputs "
                           << int(settings.inputs) << ", reuse " << int(settings.reuse)
                           << ", supply " << int(settings.supply) << ", packed "
                           << settings.packed);
  TrainingProgram program(spec);
  const InputData data = test::random_inputs(spec, 7);
  Trained trained;
  trained.run = test::run_job(*trained.network, settings, program.plan(), data, 5, program);
  Prediction prediction(settings);
  prediction.read(program);
  CHECK(trained.ledger().rows() == prediction.ledger().rows());
  CHECK(trained.ledger().links() == prediction.ledger().links());
  CHECK(trained.ledger().reveals() == prediction.ledger().reveals());
  CHECK(trained.network->recorder().rounds() == prediction.rounds());
  CHECK(trained.run.chain == prediction.chain());
  Clear clear(settings, reals(), data);
  clear.read(program);
  if (spec.test_samples == 0) return trained;
  const auto& expected = clear.outputs().at("scores");
  const auto& scores = trained.run.outputs.at("scores");
  for (std::size_t i = 0; i < scores.size(); ++i) {
    for (std::size_t k = 0; k < scores[i].values.size(); ++k) {
      CHECK(scores[i].values[k] == Approx(expected[i].values[k]).margin(5e-3));
    }
  }
  return trained;
}

TrainingSpec two_epochs() {
  TrainingSpec spec = small_training(2);
  spec.epochs = 2;
  return spec;
}

Elements material_to(const Trained& trained, PartyId server) {
  Elements sum;
  for (const auto& [key, traffic] : trained.ledger().links()) {
    if (key.second == Link{kProducer, server}) sum += traffic.elements;
  }
  return sum;
}

/// Elements that each server opens in a pass of the training.
Elements opened(const Trained& trained, Pass pass) {
  Elements sum;
  for (const auto& [key, traffic] : trained.ledger().links()) {
    const bool opening = key.first.phase == Phase::online && key.first.pass == pass &&
                         key.first.operation != Operation::reveal;
    if (opening && key.second == Link{kServer0, kServer1}) sum += traffic.elements;
  }
  return sum;
}

}  // namespace

TEST_CASE("a training costs what paper predicts, packed and with every supply of material") {
  for (Settings settings : rings()) {
    for (const Supply supply : {Supply::ahead, Supply::streamed, Supply::on_demand}) {
      settings.supply = supply;
      settings.packed = true;
      train(small_training(2), settings);
      settings.packed = false;
      train(small_training(2), settings);
    }
  }
}

TEST_CASE("packed elements save 7 bits of 128 in q121 and nothing in z64, message by message") {
  for (Settings settings : rings()) {
    const Trained padded = train(small_training(1), settings);
    settings.packed = true;
    const Trained packed = train(small_training(1), settings);
    REQUIRE(packed.ledger().links().size() == padded.ledger().links().size());
    for (const auto& [key, traffic] : packed.ledger().links()) {
      const Traffic& before = padded.ledger().links().at(key);
      CHECK(traffic.elements == before.elements);
      CHECK(traffic.messages == before.messages);
      const std::int64_t bits = traffic.elements.count() * settings.ring->bits;
      const std::int64_t keys = traffic.elements.count() == 0 ? before.payload.count() : 0;
      // Each message is rounded up to a whole byte.
      CHECK(traffic.payload.count() >= (bits + 7) / 8 + keys);
      CHECK(traffic.payload.count() < bits / 8 + keys + traffic.messages.count() + 1);
      CHECK(traffic.message - traffic.payload == before.message - before.payload);
    }
  }
}

TEST_CASE("alternating corrections give both servers as much over an even number of steps") {
  TrainingSpec spec = small_training(4);
  spec.test_samples = 0;
  for (Settings settings : rings()) {
    if (settings.material == Delivery::full) continue;
    const Trained fixed = train(spec, settings);
    CHECK(material_to(fixed, kServer0) == Elements{0});
    settings.corrections = Corrections::alternating;
    const Trained alternating = train(spec, settings);
    CHECK(material_to(alternating, kServer0) == material_to(alternating, kServer1));
    CHECK(material_to(alternating, kServer0) + material_to(alternating, kServer1) ==
          material_to(fixed, kServer1));
    settings.supply = Supply::on_demand;
    train(small_training(3), settings);
  }
}

TEST_CASE("masked inputs train at the predicted cost, under every reuse and in function form") {
  for (Settings settings : rings()) {
    settings.inputs = Delivery::masked;
    for (const Reuse reuse : {Reuse::none, Reuse::weights, Reuse::training, Reuse::data}) {
      settings.reuse = reuse;
      train(two_epochs(), settings);
    }
    settings.multiply = settings.dot = settings.convolution = Form::function;
    settings.truncation = Truncation::fused;
    train(two_epochs(), settings);
  }
}

// Training opens x (4, 7) in every one of four steps; data masked once in the two of the first
// epoch; masked inputs never. The tests' three samples of 7 features are predicted once each.
TEST_CASE("data masked once is opened in the first epoch alone, masked inputs never") {
  for (Settings settings : rings()) {
    settings.reuse = Reuse::training;
    const Trained training = train(two_epochs(), settings);
    settings.reuse = Reuse::data;
    const Trained data = train(two_epochs(), settings);
    settings.inputs = Delivery::masked;
    const Trained masked = train(two_epochs(), settings);
    const Elements all = opened(training, Pass::forward);
    CHECK(opened(data, Pass::forward) == all - Elements{2 * 4 * 7});
    CHECK(opened(masked, Pass::forward) == all - Elements{4 * 4 * 7});
    CHECK(opened(data, Pass::predict) == opened(training, Pass::predict));
    CHECK(opened(masked, Pass::predict) == opened(training, Pass::predict) - Elements{3 * 7});
    for (const Trained* other : {&data, &masked}) {
      CHECK(opened(*other, Pass::backward) == opened(training, Pass::backward));
    }
  }
}

TEST_CASE("a convolution's images too are opened once, in every form", "[slow]") {
  TrainingSpec spec = two_epochs();
  spec.source = "images";
  spec.sample = Shape{1, 4, 4, 1};
  spec.model = [](Sequential& model) {
    add_feature_layers(model, fitted_sigmoid(3), 1);
    add_classification_layers(model, reference_sigmoid(), PowersOf::u, Derivative::output, 6, 3,
                              0.5, 1);
  };
  for (const Form form : {Form::expanded, Form::triple}) {
    Settings settings;
    settings.convolution = form;
    settings.reuse = Reuse::training;
    const Trained training = train(spec, settings);
    settings.reuse = Reuse::data;
    const Trained data = train(spec, settings);
    settings.inputs = Delivery::masked;
    const Trained masked = train(spec, settings);
    CHECK(opened(data, Pass::forward) < opened(training, Pass::forward));
    // Two batches of four images of 16 pixels, in the first epoch.
    CHECK(opened(data, Pass::forward) - opened(masked, Pass::forward) == Elements{2 * 4 * 16});
  }
}
