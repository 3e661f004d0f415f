#include "nn/training.hpp"

#include <catch2/catch.hpp>

#include "protocol/engines/clear.hpp"
#include "protocol/engines/prediction.hpp"
#include "tests/nn/small_training.hpp"
#include "tests/protocol/memory_network.hpp"

using namespace fathom;
using test::small_training;
using test::small_training_of;
using test::TrainingProgram;

namespace {

struct OnPaper {
  Ledger ledger;
  Rounds rounds;
  std::int64_t chain = 0;
};

OnPaper predict(const TrainingSpec& spec, const Settings& settings,
                Formula falsified = Formula::none) {
  TrainingProgram program(spec);
  Prediction prediction(settings, false, falsified);
  prediction.read(program);
  return {prediction.ledger(), prediction.rounds(), prediction.chain()};
}

struct Measured {
  test::MemoryRun run;
  std::unique_ptr<test::MemoryNetwork> network;
};

Measured measure(const TrainingSpec& spec, const Settings& settings, std::uint64_t seed = 5) {
  TrainingProgram program(spec);
  auto network = std::make_unique<test::MemoryNetwork>();
  auto run = test::run_job(*network, settings, program.plan(), test::random_inputs(spec, 7), seed,
                           program);
  return {std::move(run), std::move(network)};
}

Outputs in_the_clear(const TrainingSpec& spec, const Settings& settings, const Ring& arithmetic) {
  TrainingProgram program(spec);
  Clear engine(settings, arithmetic, test::random_inputs(spec, 7));
  engine.read(program);
  return engine.outputs();
}

bool equal_costs(const Ledger& a, const Ledger& b) {
  return a.rows() == b.rows() && a.links() == b.links() && a.reveals() == b.reveals();
}

double greatest_difference(const Outputs& a, const Outputs& b) {
  double greatest = 0;
  for (const auto& [name, outputs] : a) {
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      for (std::size_t k = 0; k < outputs[i].values.size(); ++k) {
        greatest = std::max(greatest, std::abs(outputs[i].values[k] - b.at(name)[i].values[k]));
      }
    }
  }
  return greatest;
}

Rounds training_rounds(const TrainingSpec& spec, const Settings& settings) {
  TrainingSpec only_training = spec;
  only_training.test_samples = 0;
  const OnPaper paper = predict(only_training, settings);
  const Measured run = measure(only_training, settings);
  CHECK(run.network->recorder().rounds() == paper.rounds);
  return paper.rounds;
}

std::vector<Settings> variants() {
  std::vector<Settings> all;
  for (const bool together : {false, true}) {
    for (const Delivery delivery : {Delivery::full, Delivery::seeded}) {
      for (const std::int64_t window : {0, 1, 3, 100}) {
        for (const Likelihoods likelihoods :
             {Likelihoods::both, Likelihoods::one, Likelihoods::permuted, Likelihoods::server}) {
          Settings settings;
          settings.together = together;
          settings.material = settings.inputs = delivery;
          settings.window = window;
          settings.likelihoods = likelihoods;
          all.push_back(settings);
        }
      }
    }
  }
  return all;
}

void check_cost(const TrainingSpec& spec, const Settings& settings) {
  const OnPaper paper = predict(spec, settings);
  const Measured run = measure(spec, settings);
  CHECK(equal_costs(run.network->recorder().ledger(), paper.ledger));
  CHECK(run.network->recorder().rounds() == paper.rounds);
  CHECK(run.run.chain == paper.chain);
  CHECK(run.network->recorder().open_operations() == 0);
}

}  // namespace

TEST_CASE("a training on shares follows its twins in the clear") {
  TrainingSpec spec = small_training(8);
  spec.output_weights = true;
  const Settings settings;
  const Measured run = measure(spec, settings);
  REQUIRE(run.run.outputs.at("scores").size() == 2);
  REQUIRE(run.run.outputs.contains("layer2_weights"));
  CHECK(greatest_difference(run.run.outputs, in_the_clear(spec, settings, z64())) < 2e-3);
  CHECK(greatest_difference(run.run.outputs, in_the_clear(spec, settings, reals())) < 5e-3);
}

TEST_CASE("more fractional bits bring the private training nearer to the doubles") {
  const TrainingSpec spec = small_training(4);
  Settings settings;
  settings.integral_bits = 16;
  settings.fractional_bits = 32;
  for (const Ring* ring : {&z128(), &q121()}) {
    settings.ring = ring;
    INFO(ring->name);
    CHECK(greatest_difference(measure(spec, settings).run.outputs,
                              in_the_clear(spec, settings, reals())) < 1e-5);
  }
}

TEST_CASE("every row of a training costs what paper predicts, in every variant", "[slow]") {
  for (const Settings& settings : variants()) {
    INFO("together " << settings.together << ", seeded " << (settings.material == Delivery::seeded)
                     << ", window " << settings.window << ", likelihoods "
                     << to_string(settings.likelihoods));
    check_cost(small_training(3), settings);
  }
}

TEST_CASE("a training that reveals nothing costs what paper predicts, in every variant") {
  for (Settings settings : variants()) {
    if (settings.likelihoods != Likelihoods::one) continue;
    settings.likelihoods = Likelihoods::none;
    for (const LossName loss : {LossName::squared_error, LossName::one_against_one}) {
      check_cost(small_training_of(loss, 2), settings);
    }
  }
}

TEST_CASE("whoever sees the likelihoods, a training on shares follows its twins") {
  Settings settings;
  for (const Likelihoods seen : {Likelihoods::permuted, Likelihoods::server, Likelihoods::none}) {
    for (const LossName loss :
         {LossName::cross_entropy, LossName::squared_error, LossName::one_against_one}) {
      if ((loss == LossName::cross_entropy) == (seen == Likelihoods::none)) continue;
      settings.likelihoods = seen;
      const TrainingSpec spec =
          loss == LossName::cross_entropy ? small_training(8) : small_training_of(loss, 8);
      INFO(to_string(seen) << ", " << to_string(loss));
      const Measured run = measure(spec, settings);
      CHECK(greatest_difference(run.run.outputs, in_the_clear(spec, settings, z64())) < 2e-3);
      CHECK(greatest_difference(run.run.outputs, in_the_clear(spec, settings, reals())) < 5e-3);
    }
  }
}

TEST_CASE("what a training reveals is listed with who saw it, or not at all") {
  const std::map<Likelihoods, PartyId> seers{{Likelihoods::permuted, kServer0},
                                             {Likelihoods::server, kLikelihood}};
  for (const auto& [likelihoods, seer] : seers) {
    Settings settings;
    settings.likelihoods = likelihoods;
    const Measured run = measure(small_training(3), settings);
    const auto& reveals = run.network->recorder().ledger().reveals();
    CHECK(reveals.size() == 2);
    for (const auto& [key, count] : reveals) {
      if (key.value == "scores") continue;
      CHECK(key.value == "permuted likelihoods");
      CHECK(key.to == seer);
      CHECK(count == RevealCount{Elements{3 * 4 * 3}, 3});
    }
  }
  Settings settings;
  settings.likelihoods = Likelihoods::none;
  const Measured run = measure(small_training_of(LossName::squared_error, 3), settings);
  const auto& reveals = run.network->recorder().ledger().reveals();
  REQUIRE(reveals.size() == 1);
  CHECK(reveals.begin()->first.to == kReceiver);
}

TEST_CASE("a formula that is off by one is seen") {
  Settings settings;
  settings.material = settings.inputs = Delivery::seeded;
  Settings on_demand = settings;
  on_demand.supply = Supply::on_demand;
  const TrainingSpec spec = small_training(2);
  const Measured streamed_run = measure(spec, settings);
  const Measured on_demand_run = measure(spec, on_demand);
  for (int i = 0; i < kFormulas; ++i) {
    INFO("formula " << i);
    const auto formula = static_cast<Formula>(i);
    const bool asks = formula == Formula::request_messages;
    const Measured& run = asks ? on_demand_run : streamed_run;
    const OnPaper falsified = predict(spec, asks ? on_demand : settings, formula);
    CHECK(equal_costs(run.network->recorder().ledger(), falsified.ledger) ==
          (formula == Formula::none));
  }
  CHECK(equal_costs(on_demand_run.network->recorder().ledger(), predict(spec, on_demand).ledger));
}

// Forward: dense 1, sigmoid 5, dense 1, reveal 1 = 8. Backward: dw and dx of dense2 2, y(1-y) 1,
// times dy 1, dw of dense1 1 = 5, and dx of dense1 one more.
TEST_CASE("one step takes 13 rounds apart, 14 with the first input gradient, 11 together") {
  Settings settings;
  settings.likelihoods = Likelihoods::both;
  settings.together = false;
  TrainingSpec spec = small_training(1);
  CHECK(training_rounds(spec, settings) == Rounds{13});
  spec.first_input_gradient = true;
  CHECK(training_rounds(spec, settings) == Rounds{14});
  spec.first_input_gradient = false;
  settings.together = true;
  CHECK(training_rounds(spec, settings) == Rounds{11});
}

TEST_CASE("eight of the rounds of a step apart are forward, the reveal among them") {
  Settings settings;
  settings.likelihoods = Likelihoods::both;
  settings.together = false;
  TrainingSpec spec = small_training(1);
  spec.test_samples = 0;
  const OnPaper paper = predict(spec, settings);
  Rounds forward;
  for (const auto& [label, costs] : paper.ledger.rows()) {
    if (label.pass == Pass::forward) forward += costs.critical_rounds;
  }
  CHECK(forward == Rounds{8});
}

// A one-way reveal leaves server 0 one ahead. An opening from depths (a, b) gives (max(a, b + 1),
// max(b, a + 1)), so each opening adds one to the greater and swaps who is ahead. With an even
// number of openings a step server 0 is ahead again at the next reveal, which then adds nothing.
TEST_CASE("a one-way reveal lets a server run ahead: rounds over several steps") {
  for (std::uint32_t n = 1; n <= 5; ++n) {
    INFO(n << " steps");
    Settings settings;
    settings.likelihoods = Likelihoods::one;
    settings.together = false;
    TrainingSpec spec = small_training(n);
    CHECK(training_rounds(spec, settings) == Rounds{13 + 12 * (n - 1)});
    spec.first_input_gradient = true;
    CHECK(training_rounds(spec, settings) == Rounds{14 * n});
    spec.first_input_gradient = false;
    settings.together = true;
    CHECK(training_rounds(spec, settings) == Rounds{11 + 10 * (n - 1)});
  }
}

// Permuted likelihoods leave server 1 one ahead, (9, 10) after the 7 openings of a forward pass; an
// odd number of openings backward and one of 7 forward bring it back there, where the next ones add
// 2 only. To a likelihood server and back is 2 for both servers.
TEST_CASE("permuted likelihoods take 3 rounds in the first step and 2 in the next ones") {
  for (std::uint32_t n = 1; n <= 3; ++n) {
    for (const bool together : {false, true}) {
      Settings settings;
      settings.together = together;
      settings.likelihoods = Likelihoods::permuted;
      const std::int64_t openings = together ? 10 : 12;
      CHECK(training_rounds(small_training(n), settings) ==
            Rounds{openings + 3 + (openings + 2) * (n - 1)});
      settings.likelihoods = Likelihoods::server;
      CHECK(training_rounds(small_training(n), settings) == Rounds{(openings + 2) * n});
    }
  }
}

// Forward: dense 1, sigmoid 5, dense 1, sigmoid 5 = 12. Backward: twice y(1-y) and times dy, dw and
// dx of dense2 2, dw of dense1 1 = 7; together y(1-y) of the first sigmoid is free and dw and dx
// are one. One against one: a product more.
TEST_CASE("a step that reveals nothing takes 19 rounds apart, 17 together") {
  Settings settings;
  settings.likelihoods = Likelihoods::none;
  for (const bool together : {false, true}) {
    settings.together = together;
    const std::int64_t rounds = together ? 17 : 19;
    CHECK(training_rounds(small_training_of(LossName::squared_error, 2), settings) ==
          Rounds{2 * rounds});
    CHECK(training_rounds(small_training_of(LossName::one_against_one, 2), settings) ==
          Rounds{2 * (rounds + 1)});
  }
}

TEST_CASE("rounds never depend on the producer's window") {
  Settings settings;
  std::vector<Rounds> rounds;
  for (const std::int64_t window : {0, 1, 2, 7}) {
    settings.window = window;
    rounds.push_back(training_rounds(small_training(2), settings));
  }
  CHECK(std::ranges::count(rounds, rounds.front()) == 4);
}

TEST_CASE("another seed gives other shares, the same costs and the same result within truncation") {
  const Measured a = measure(small_training(2), Settings{}, 5);
  const Measured b = measure(small_training(2), Settings{}, 6);
  CHECK(equal_costs(a.network->recorder().ledger(), b.network->recorder().ledger()));
  CHECK(greatest_difference(a.run.outputs, b.run.outputs) < 2e-3);
  CHECK(greatest_difference(a.run.outputs, b.run.outputs) > 0);
}

TEST_CASE("a convolutional model trains on shares at the predicted cost") {
  TrainingSpec spec = small_training(2);
  spec.source = "images";
  spec.sample = Shape{1, 4, 4, 1};
  spec.model = [](Sequential& model) {
    add_feature_layers(model, fitted_sigmoid(3), 1);
    add_classification_layers(model, reference_sigmoid(), PowersOf::u, Derivative::output, 6, 3,
                              0.5, 1);
  };
  for (const bool together : {false, true}) {
    Settings settings;
    settings.together = together;
    const OnPaper paper = predict(spec, settings);
    const Measured run = measure(spec, settings);
    CHECK(equal_costs(run.network->recorder().ledger(), paper.ledger));
    CHECK(greatest_difference(run.run.outputs, in_the_clear(spec, settings, z64())) < 5e-3);
  }
}
