#pragma once

#include <functional>
#include <map>
#include <memory>
#include <numeric>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "nn/layers/layer.hpp"
#include "tests/protocol/trial.hpp"

namespace fathom::test {

/// One layer forward and backward: takes the inputs "x", "dy" and the layer's parameters, and gives
/// out "y", "dx" and the gradients "d" + name of the parameters. Before it the numbers of x are
/// divided by 2^x_raise and those of dy by 2^dy_raise, which raises their fractional bits by as
/// many.
struct LayerTrial {
  std::function<LayerPtr()> make;
  Shape x;
  int x_raise = 0;
  int dy_raise = 0;
  Pass pass = Pass::forward;
};

using NamedNumbers = std::map<std::string, Numbers>;

inline InputPlan plan_of(const LayerTrial& trial) {
  InputPlan plan;
  const auto add = [&plan](const std::string& name, const Shape& shape) {
    plan.sources.push_back({name, 0, shape, even_shards(shape.rows(), 1)});
  };
  const LayerPtr layer = trial.make();
  add("x", trial.x);
  add("dy", layer->build(trial.x));
  for (const Parameter& parameter : layer->parameters()) add(parameter.name, parameter.shape);
  return plan;
}

/// Uniform values in (-magnitude, magnitude) for all inputs.
inline NamedNumbers random_values(const LayerTrial& trial, double magnitude,
                                  std::uint64_t seed = 1) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> uniform(-magnitude, magnitude);
  NamedNumbers values;
  for (const InputSource& source : plan_of(trial).sources) {
    Numbers& numbers = values[source.name];
    numbers.resize(source.shape.size());
    for (double& number : numbers) number = uniform(random);
  }
  return values;
}

inline InputData data_of(const LayerTrial& trial, const NamedNumbers& values) {
  InputData data;
  for (const InputSource& source : plan_of(trial).sources) {
    data[source.name] = std::make_shared<HeldRows>(source.shape, values.at(source.name));
  }
  return data;
}

/// The program of a trial: makes a layer for each party that reads it, and keeps it.
class LayerProgram {
 public:
  explicit LayerProgram(LayerTrial trial) : trial_(std::move(trial)), plan_(plan_of(trial_)) {}

  Task<Done> operator()(Engine& engine) {
    layers_->push_back(trial_.make());
    layers_->back()->build(trial_.x);
    return run(engine, *layers_->back(), trial_, plan_);
  }

 private:
  static Task<Secret> all_rows(Engine& engine, InputPlan plan, std::string name, int raise) {
    std::vector<std::uint32_t> rows(plan.source(name).shape.rows());
    std::iota(rows.begin(), rows.end(), 0U);
    Secret value = co_await engine.input(std::move(name), std::move(rows));
    if (raise == 0) co_return value;
    const PublicNumber smaller{std::ldexp(1.0, -raise), 1, raise};
    co_return co_await engine.scale(std::move(value), smaller);
  }

  static Task<Done> run(Engine& engine, Layer& layer, LayerTrial trial, InputPlan plan) {
    co_await engine.take_inputs(plan);
    Secret x = co_await all_rows(engine, plan, "x", trial.x_raise);
    Secret dy = co_await all_rows(engine, plan, "dy", trial.dy_raise);
    for (Parameter& parameter : layer.parameters()) {
      parameter.value = co_await all_rows(engine, plan, parameter.name, 0);
    }
    Secret y = co_await layer.forward(engine, std::move(x), trial.pass);
    ensure(y.shape() == plan.source("dy").shape, "a layer's output has the shape it was built for");
    co_await engine.output(std::move(y), "y");
    if (trial.pass == Pass::predict) co_return Done{};
    if (layer.prepares_backward()) co_await layer.prepare_backward(engine);
    Secret dx = co_await layer.backward(engine, std::move(dy), true);
    ensure(dx.shape() == trial.x, "the gradient of an input has its shape");
    co_await engine.output(std::move(dx), "dx");
    for (const Parameter& parameter : layer.parameters()) {
      ensure(parameter.gradient.shape() == parameter.shape, "a gradient has its parameter's shape");
      // The update truncates it, where the ring has room: see gradient_drop.
      ensure(parameter.gradient.fractional_bits() >= parameter.value.fractional_bits(),
             "a gradient has at least its parameter's scale");
      co_await engine.output(parameter.gradient, "d" + parameter.name);
    }
    co_return Done{};
  }

  LayerTrial trial_;
  InputPlan plan_;
  std::shared_ptr<std::vector<LayerPtr>> layers_ = std::make_shared<std::vector<LayerPtr>>();
};

inline NamedNumbers values_of(const Outputs& outputs) {
  NamedNumbers values;
  for (const auto& [name, output] : outputs) values[name] = output.front().values;
  return values;
}

/// A trial in the clear, over reals() or the encoded integers of a ring.
inline NamedNumbers in_the_clear(const LayerTrial& trial, const NamedNumbers& values,
                                 const Settings& settings, const Ring& arithmetic) {
  Clear engine(settings, arithmetic, data_of(trial, values));
  engine.read(LayerProgram(trial));
  return values_of(engine.outputs());
}

/// A trial on shares, and its cost.
struct LayerOnShares {
  NamedNumbers values;
  std::int64_t chain = 0;
  std::unique_ptr<MemoryNetwork> network = std::make_unique<MemoryNetwork>();
};

inline LayerOnShares on_shares(const LayerTrial& trial, const NamedNumbers& values,
                               const Settings& settings) {
  LayerOnShares run;
  const MemoryRun ended = run_job(*run.network, settings, plan_of(trial), data_of(trial, values), 3,
                                  LayerProgram(trial));
  run.values = values_of(ended.outputs);
  run.chain = ended.chain;
  return run;
}

inline OnPaper on_paper(const LayerTrial& trial, const Settings& settings) {
  Prediction prediction(settings);
  prediction.read(LayerProgram(trial));
  return {prediction.ledger(), prediction.rounds(), prediction.chain()};
}

}  // namespace fathom::test
