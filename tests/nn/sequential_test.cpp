#include "nn/sequential.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <memory>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "metrics/errors.hpp"
#include "nn/layers/average_pooling2d.hpp"
#include "nn/layers/conv2d.hpp"
#include "nn/layers/dense.hpp"
#include "nn/layers/dropout.hpp"
#include "nn/layers/flatten.hpp"
#include "tests/protocol/trial.hpp"

using namespace fathom;
using test::Numbers;
using test::Trial;

namespace {

/// Convolution, pooling, dropout, flatten, dense: linear in each parameter.
void add_layers(Sequential& model) {
  model.add(std::make_unique<Conv2D>(2, 3, 3, Padding::same, 1, "conv"))
      .add(std::make_unique<AveragePooling2D>(2, "pooling"))
      .add(std::make_unique<Dropout>(0.25, 5, "dropout"))
      .add(std::make_unique<Flatten>("flatten"))
      .add(std::make_unique<Dense>(3, "dense"));
}

const Shape kImages{2, 4, 4, 1};

/// Reads the model once: operands are images, dy, and parameters in order. Gives out the results
/// that `what` names: "y", "dx" of the first layer, or the gradient of one parameter.
Task<Secret> read_model(Engine& engine, std::vector<Secret> operands, std::string what, Pass pass) {
  Sequential model;
  add_layers(model);
  LayerNames names;
  model.build(operands[0].shape(), names);
  std::size_t next = 2;
  for (std::size_t i = 0; i < model.size(); ++i) {
    for (Parameter& parameter : model[i].parameters()) parameter.value = operands[next++];
  }
  Secret y = co_await model.forward(engine, operands[0], pass);
  if (what == "y") co_return y;
  co_await model.backward(engine, operands[1], false);
  for (std::size_t i = 0; i < model.size(); ++i) {
    for (const Parameter& parameter : model[i].parameters()) {
      if (model.name_of(i, parameter) == what) co_return parameter.gradient;
    }
  }
  throw InternalError("no such result");
}

Trial trial_of(const std::string& what, Pass pass = Pass::forward) {
  Trial trial{{kImages, {2, 3}, {3, 3, 1, 2}, {2}, {8, 3}, {3}},
              [what, pass](Engine& engine, std::vector<Secret> operands) {
                return read_model(engine, std::move(operands), what, pass);
              }};
  std::mt19937_64 random(8);
  test::fill(trial, random, 1.0);
  return trial;
}

Numbers result(const Trial& trial) { return test::in_the_clear(trial, Settings{}, reals()).values; }

}  // namespace

TEST_CASE("a model's gradients are those of numeric differentiation") {
  const std::vector<std::string> names{"layer0_weights", "layer0_bias", "layer4_weights",
                                       "layer4_bias"};
  const Trial forward = trial_of("y");
  const Numbers& dy = forward.values[1];
  const auto objective = [&dy](const Trial& trial) {
    const Numbers y = result(trial);
    return std::inner_product(y.begin(), y.end(), dy.begin(), 0.0);
  };
  for (std::size_t which = 0; which < names.size(); ++which) {
    INFO(names[which]);
    const Numbers gradient = result(trial_of(names[which]));
    REQUIRE(gradient.size() == forward.values[2 + which].size());
    for (std::size_t i = 0; i < gradient.size(); ++i) {
      Trial above = forward, below = forward;
      above.values[2 + which][i] += 0.5;
      below.values[2 + which][i] -= 0.5;
      CHECK(gradient[i] == Approx(objective(above) - objective(below)).margin(1e-10));
    }
  }
}

TEST_CASE("a model on shares follows its encoded reading, forward and backward") {
  for (const std::string what : {"y", "layer0_weights", "layer4_weights"}) {
    const Trial trial = trial_of(what);
    for (const Settings& settings : test::all_settings()) {
      const Numbers shares = test::on_shares(trial, settings).result.values;
      const Numbers encoded = test::in_the_clear(trial, settings, *settings.ring).values;
      for (std::size_t i = 0; i < shares.size(); ++i) {
        CHECK(std::abs(shares[i] - encoded[i]) <= 40 * std::ldexp(1.0, -settings.fractional_bits));
      }
    }
  }
}

TEST_CASE("a prediction drops nothing out") {
  CHECK(result(trial_of("y", Pass::predict)) != result(trial_of("y")));
  Trial doubled = trial_of("y", Pass::predict);
  const Numbers once = result(doubled);
  for (double& value : doubled.values[0]) value *= 2;
  for (double& value : doubled.values[3]) value *= 2;
  for (double& value : doubled.values[5]) value *= 2;
  const Numbers twice = result(doubled);
  for (std::size_t i = 0; i < once.size(); ++i) CHECK(twice[i] == Approx(2 * once[i]));
}

TEST_CASE("building fixes shapes, names and the names of parameters") {
  Sequential model;
  add_layers(model);
  LayerNames names;
  names.add("images");
  CHECK(model.build({7, 6, 5, 3}, names) == Shape{7, 3});
  CHECK(names.size() == 7);
  CHECK(names[2] == "conv");
  CHECK(names[6] == "dense");
  CHECK(model[4].id() == 6);
  const auto parameters = model.parameter_names();
  REQUIRE(parameters.size() == 4);
  CHECK(parameters[0].name == "layer0_weights");
  CHECK(parameters[0].shape == Shape{3, 3, 3, 2});
  CHECK(parameters[0].layer == 2);
  CHECK(parameters[1].name == "layer0_bias");
  CHECK(parameters[2].name == "layer4_weights");
  CHECK(parameters[2].shape == Shape{12, 3});
  CHECK(parameters[3].shape == Shape{3});
}

namespace {

template <class LayerType, class... Arguments>
std::string refusal(const Shape& input, Arguments... arguments) {
  Sequential model;
  model.add(std::make_unique<LayerType>(arguments...));
  LayerNames names;
  try {
    model.build(input, names);
    return "built";
  } catch (const UserError& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("a layer that cannot take what comes before it says so by name") {
  CHECK(refusal<Dense>({2, 4, 4, 1}, 3U, "dense1") ==
        "layer dense1 takes (batch, features), not (2, 4, 4, 1): put a Flatten before it");
  CHECK_THAT(refusal<Conv2D>({2, 16}, 3U, 3U, 3U, Padding::same, 1U, "conv1"),
             Catch::Contains("conv1") && Catch::Contains("(2, 16)"));
  CHECK_THAT(refusal<Conv2D>({2, 4, 2, 1}, 3U, 3U, 3U, Padding::valid, 1U, "conv1"),
             Catch::Contains("(3, 3)") && Catch::Contains("(2, 4, 2, 1)"));
  CHECK(refusal<Conv2D>({2, 4, 2, 1}, 3U, 3U, 3U, Padding::same, 1U, "conv1") == "built");
  CHECK_THAT(refusal<AveragePooling2D>({2, 16}, 2U, "pool"),
             Catch::Contains("pool") && Catch::Contains("(2, 16)"));
  CHECK_THAT(refusal<AveragePooling2D>({2, 1, 4, 1}, 2U, "pool"), Catch::Contains("2 by 2"));
  CHECK(refusal<Dense>({2, 16}, 3U, "dense1") == "built");
}

// Limits: sqrt(6 / (taps in + taps out)).
TEST_CASE("Glorot weights fill their limits evenly") {
  for (const auto& [shape, limit] : {std::pair{Shape{100, 50}, std::sqrt(6.0 / 150)},
                                     {Shape{50, 100}, std::sqrt(6.0 / 150)},
                                     {Shape{3, 3, 16, 32}, std::sqrt(6.0 / (9 * 48))}}) {
    const Numbers values = glorot_uniform(shape, 1, 0);
    REQUIRE(values.size() == shape.size());
    const auto n = static_cast<double>(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    double square = 0;
    for (const double value : values) square += value * value / n;
    CHECK(std::ranges::max(values) < limit);
    CHECK(std::ranges::max(values) > 0.99 * limit);
    CHECK(std::ranges::min(values) >= -limit);
    CHECK(std::ranges::min(values) < -0.99 * limit);
    CHECK(std::abs(mean) < 5 * limit / std::sqrt(3 * n));
    CHECK(square == Approx(limit * limit / 3).epsilon(0.05));
  }
}

TEST_CASE("Glorot weights follow from seed and number") {
  const Shape shape{4, 3};
  CHECK(glorot_uniform(shape, 1, 0) == glorot_uniform(shape, 1, 0));
  CHECK(glorot_uniform(shape, 1, 0) != glorot_uniform(shape, 2, 0));
  CHECK(glorot_uniform(shape, 1, 0) != glorot_uniform(shape, 1, 1));
}

namespace {

Task<Done> initialize(Engine& engine, std::shared_ptr<Sequential> model, bool from_inputs,
                      InputPlan plan) {
  co_await engine.take_inputs(plan);
  if (from_inputs) {
    co_await model->initialize_from_inputs(engine);
  } else {
    co_await model->initialize(engine, 77);
  }
  co_await model->output_parameters(engine);
  co_return Done{};
}

Outputs initial_parameters(bool from_inputs, const InputData& data) {
  const auto make = [] {
    auto model = std::make_shared<Sequential>();
    model->add(std::make_unique<Flatten>()).add(std::make_unique<Dense>(2));
    LayerNames names;
    model->build({1, 3}, names);
    return model;
  };
  InputPlan plan;
  if (from_inputs) {
    plan.sources = {{"layer1_weights", 0, {3, 2}, even_shards(3, 1)},
                    {"layer1_bias", 0, {2}, even_shards(2, 1)}};
  }
  test::MemoryNetwork network;
  return test::run_job(
             network, Settings{}, plan, data, 1,
             [&](Engine& engine) { return initialize(engine, make(), from_inputs, plan); })
      .outputs;
}

}  // namespace

TEST_CASE("parameters begin as Glorot weights and biases of 0, or as the inputs of their names") {
  const Outputs drawn = initial_parameters(false, {});
  const Numbers glorot = glorot_uniform({3, 2}, 77, 1);
  for (std::size_t i = 0; i < 6; ++i) {
    CHECK(std::abs(drawn.at("layer1_weights").at(0).values[i] - glorot[i]) < 1e-5);
  }
  CHECK(drawn.at("layer1_bias").at(0).values == Numbers{0, 0});
  const Numbers weights{1, 2, 3, 4, 5, 6}, bias{7, 8};
  const InputData data{{"layer1_weights", std::make_shared<test::HeldRows>(Shape{3, 2}, weights)},
                       {"layer1_bias", std::make_shared<test::HeldRows>(Shape{2}, bias)}};
  const Outputs given = initial_parameters(true, data);
  CHECK(given.at("layer1_weights").at(0).values == weights);
  CHECK(given.at("layer1_bias").at(0).values == bias);
}
