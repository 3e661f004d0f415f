#include <catch2/catch.hpp>
#include <cmath>

#include "nn/layers/average_pooling2d.hpp"
#include "nn/layers/conv2d.hpp"
#include "nn/layers/dense.hpp"
#include "nn/layers/dropout.hpp"
#include "nn/layers/flatten.hpp"
#include "protocol/engines/clear.hpp"
#include "tests/nn/small_training.hpp"
#include "tests/protocol/memory_network.hpp"

using namespace fathom;

namespace {

using MakeLayer = std::function<LayerPtr()>;

// One layer forward and backward: gives out y, dx and the gradients of the parameters.
struct OneLayer {
  MakeLayer make;
  InputPlan plan;
  std::shared_ptr<std::vector<LayerPtr>> made = std::make_shared<std::vector<LayerPtr>>();

  Task<Done> operator()(Engine& engine) {
    made->push_back(make());
    made->back()->build(plan.source("x").shape);
    return run(engine, *made->back(), plan);
  }
  static Task<Done> run(Engine& engine, Layer& layer, InputPlan plan) {
    co_await engine.take_inputs(plan);
    for (Parameter& parameter : layer.parameters()) {
      parameter.value = co_await whole(engine, plan.source(parameter.name));
    }
    Secret x = co_await whole(engine, plan.source("x"));
    Secret dy = co_await whole(engine, plan.source("dy"));
    Secret y = co_await layer.forward(engine, std::move(x), Pass::forward);
    co_await engine.output(std::move(y), "y");
    if (layer.prepares_backward()) co_await layer.prepare_backward(engine);
    Secret dx = co_await layer.backward(engine, std::move(dy), true);
    co_await engine.output(std::move(dx), "dx");
    for (const Parameter& parameter : layer.parameters()) {
      co_await engine.output(parameter.gradient, "d" + parameter.name);
    }
    co_return Done{};
  }
  static Task<Secret> whole(Engine& engine, const InputSource& source) {
    std::vector<std::uint32_t> rows(source.shape.rows());
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<std::uint32_t>(i);
    return engine.input(source.name, std::move(rows));
  }
};

struct Bounds {
  double y = 1, dx = 1, gradients = 1;  ///< in units of the last place
};

using NamedNumbers = std::map<std::string, std::vector<double>>;

Outputs in_the_clear(const OneLayer& layer, const InputData& data, const Ring& arithmetic) {
  Clear engine(Settings{}, arithmetic, data);
  engine.read(layer);
  return engine.outputs();
}

InputData held(const InputPlan& plan, const NamedNumbers& values) {
  InputData data;
  for (const InputSource& source : plan.sources) {
    data[source.name] = std::make_shared<test::HeldRows>(source.shape, values.at(source.name));
  }
  return data;
}

OneLayer layer_of(const MakeLayer& make, const Shape& x) {
  OneLayer layer{make, {}};
  const LayerPtr probe = make();
  const Shape y = probe->build(x);
  const auto add = [&layer](const std::string& name, const Shape& shape) {
    layer.plan.sources.push_back({name, 0, shape, {{PartyId::provider(0), 0, shape.rows()}}});
  };
  add("x", x);
  add("dy", y);
  for (const Parameter& parameter : probe->parameters()) add(parameter.name, parameter.shape);
  return layer;
}

NamedNumbers random_values(const InputPlan& plan, double range) {
  std::mt19937_64 random(5);
  NamedNumbers values;
  for (const InputSource& source : plan.sources) {
    std::uniform_real_distribution<double> uniform(-range, range);
    for (std::size_t i = 0; i < source.shape.size(); ++i)
      values[source.name].push_back(uniform(random));
  }
  return values;
}

// On shares within `bounds` of the encoded reading.
void check_on_shares(const MakeLayer& make, const Shape& x, double range, const Bounds& bounds) {
  const OneLayer layer = layer_of(make, x);
  const InputData data = held(layer.plan, random_values(layer.plan, range));
  const Settings settings;
  test::MemoryNetwork network;
  const test::MemoryRun run = test::run_job(network, settings, layer.plan, data, 3, layer);
  const Outputs expected = in_the_clear(layer, data, z64());
  for (const auto& [name, outputs] : run.outputs) {
    INFO(name);
    const double bound = name == "y" ? bounds.y : name == "dx" ? bounds.dx : bounds.gradients;
    const auto& values = expected.at(name).front().values;
    for (std::size_t i = 0; i < values.size(); ++i) {
      CHECK(std::abs(outputs.front().values[i] - values[i]) <= bound * std::ldexp(1.001, -16));
    }
  }
}

// The gradient of sum(dy y) in the clear against central differences.
void check_gradients(const MakeLayer& make, const Shape& x, double range) {
  const OneLayer layer = layer_of(make, x);
  NamedNumbers values = random_values(layer.plan, range);
  const Outputs analytic = in_the_clear(layer, held(layer.plan, values), reals());
  const auto objective = [&] {
    const Outputs outputs = in_the_clear(layer, held(layer.plan, values), reals());
    double sum = 0;
    for (std::size_t i = 0; i < values["dy"].size(); ++i) {
      sum += values["dy"][i] * outputs.at("y").front().values[i];
    }
    return sum;
  };
  constexpr double kStep = 1e-5;
  for (auto& [name, numbers] : values) {
    if (name == "dy") continue;
    INFO(name);
    for (std::size_t i = 0; i < numbers.size(); i += 1 + numbers.size() / 12) {
      const double before = numbers[i];
      numbers[i] = before + kStep;
      const double above = objective();
      numbers[i] = before - kStep;
      const double below = objective();
      numbers[i] = before;
      const double numeric = (above - below) / (2 * kStep);
      CHECK(analytic.at("d" + name).front().values[i] == Approx(numeric).margin(1e-6));
    }
  }
}

// 2|c3| + 4|c5| + 6|c7| + 8|c9| + 1: the bound stated in the layer's header.
double sigmoid_bound(const SigmoidPolynomial& p) {
  double bound = 1;
  for (std::size_t i = 1; i < p.coefficients.size(); ++i) {
    bound += 2.0 * static_cast<double>(i) * std::abs(p.coefficients[i]);
  }
  return bound;
}

MakeLayer dense(std::size_t units) {
  return [units] { return std::make_unique<Dense>(units); };
}

MakeLayer conv(Padding padding, std::size_t stride) {
  return [=] { return std::make_unique<Conv2D>(3, 2, 3, padding, stride); };
}

MakeLayer sigmoid(Derivative derivative) {
  return [derivative] {
    return std::make_unique<Sigmoid>(reference_sigmoid(), PowersOf::u, derivative);
  };
}

}  // namespace

TEST_CASE("a dense layer on shares is within one unit of the last place of its encoded reading") {
  for (const Shape& x : {Shape{1, 1}, Shape{4, 7}, Shape{3, 1}}) {
    check_on_shares(dense(5), x, 2.0, {1, 1, 1});
    check_on_shares(dense(1), x, 2.0, {1, 1, 1});
  }
}

TEST_CASE("a convolution on shares is within one unit of the last place") {
  for (const Padding padding : {Padding::same, Padding::valid}) {
    for (const std::size_t stride : {1U, 2U}) {
      check_on_shares(conv(padding, stride), Shape{2, 5, 4, 2}, 2.0, {1, 1, 1});
    }
  }
}

TEST_CASE("the sigmoid on shares is within the bounds of its header for |u| <= 1") {
  const double bound = sigmoid_bound(reference_sigmoid());
  check_on_shares(sigmoid(Derivative::output), Shape{6, 9}, 8.0, {bound, 8 * (bound + 1) + 1, 0});
}

TEST_CASE("pooling, flatten and dropout are exact on shares") {
  check_on_shares([] { return std::make_unique<AveragePooling2D>(2); }, Shape{2, 4, 6, 3}, 2.0,
                  {0.001, 0.001, 0});
  check_on_shares([] { return std::make_unique<Flatten>(); }, Shape{2, 4, 6, 3}, 2.0, {0, 0, 0});
  check_on_shares([] { return std::make_unique<Dropout>(0.5, 3); }, Shape{7, 9}, 2.0,
                  {0.001, 0.001, 0});
}

TEST_CASE("the gradients of every layer agree with numeric differentiation") {
  check_gradients(dense(4), Shape{3, 5}, 1.0);
  check_gradients(conv(Padding::same, 1), Shape{2, 4, 5, 2}, 1.0);
  check_gradients(conv(Padding::valid, 2), Shape{2, 5, 5, 2}, 1.0);
  check_gradients(sigmoid(Derivative::polynomial), Shape{3, 4}, 4.0);
  check_gradients([] { return std::make_unique<AveragePooling2D>(2); }, Shape{1, 4, 5, 2}, 1.0);
  check_gradients([] { return std::make_unique<Flatten>(); }, Shape{2, 3, 2, 1}, 1.0);
  check_gradients([] { return std::make_unique<Dropout>(0.25, 9); }, Shape{5, 6}, 1.0);
}

TEST_CASE("the sigmoid's slope by output is y (1 - y)") {
  const OneLayer layer = layer_of(sigmoid(Derivative::output), Shape{3, 4});
  const NamedNumbers values = random_values(layer.plan, 6.0);
  const Outputs outputs = in_the_clear(layer, held(layer.plan, values), reals());
  const SigmoidPolynomial polynomial = reference_sigmoid();
  for (std::size_t i = 0; i < 12; ++i) {
    const double y = polynomial(values.at("x")[i]);
    CHECK(outputs.at("y").front().values[i] == Approx(y).margin(1e-12));
    CHECK(outputs.at("dx").front().values[i] ==
          Approx(values.at("dy")[i] * y * (1 - y)).margin(1e-12));
  }
}

TEST_CASE("the coefficients in powers of u are of order one") {
  const SigmoidPolynomial reference = reference_sigmoid();
  const std::vector<double> expected{1.7274, -4.2074, 5.9821, -3.9527, 0.9664};  // facts, h = 3
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK(reference.coefficients[i] == Approx(expected[i]).margin(5e-5));
  }
  CHECK(greatest_error(fitted_sigmoid(3)) <= greatest_error(reference) + 1e-3);
  CHECK(greatest_error(fitted_sigmoid(4)) < 0.1);
}
