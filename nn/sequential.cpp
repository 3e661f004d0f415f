#include "nn/sequential.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numeric>
#include <utility>

#include "metrics/errors.hpp"

namespace fathom {

std::string parameter_name(std::size_t layer, const Parameter& parameter,
                           const std::string& prefix) {
  return fmt::format("{}{}_{}", prefix, layer, parameter.name);
}

std::string Sequential::name_of(std::size_t layer, const Parameter& parameter) const {
  return parameter_name(layer, parameter, prefix_);
}

std::vector<double> glorot_uniform(const Shape& shape, std::uint64_t seed, std::uint64_t number) {
  const std::size_t out = shape[shape.rank() - 1];
  const std::size_t in = shape[shape.rank() - 2];
  std::size_t taps = 1;
  for (std::size_t axis = 0; axis + 2 < shape.rank(); ++axis) taps *= shape[axis];
  const double limit = std::sqrt(6.0 / static_cast<double>(taps * (in + out)));
  std::vector<std::uint64_t> bits(shape.size());
  const Generator generator(derive_key(seed, 0));
  generator.fill(named_tag("glorot", number), 0, 0, 0, std::as_writable_bytes(std::span(bits)));
  std::vector<double> values;
  values.reserve(bits.size());
  for (const std::uint64_t word : bits) {
    const double unit = std::ldexp(static_cast<double>(word >> 11U), -53);
    values.push_back(limit * (2.0 * unit - 1.0));
  }
  return values;
}

std::vector<double> initial_values(const Shape& shape, std::uint64_t seed, std::uint64_t number) {
  if (shape.rank() < 2) return std::vector<double>(shape.size(), 0.0);
  return glorot_uniform(shape, seed, number);
}

Sequential& Sequential::add(LayerPtr layer) {
  layers_.push_back(std::move(layer));
  return *this;
}

Shape Sequential::build(const Shape& input, LayerNames& names) {
  Shape shape = input;
  for (const LayerPtr& layer : layers_) {
    shape = layer->build(shape);
    layer->set_id(names.add(layer->name()));
    for (Parameter& parameter : layer->parameters()) parameter.rate = layer->rate();
  }
  return shape;
}

namespace {

std::vector<Secret> values_of(const std::vector<LayerPtr>& layers) {
  std::vector<Secret> values;
  for (const LayerPtr& layer : layers) {
    for (const Parameter& parameter : layer->parameters()) values.push_back(parameter.value);
  }
  return values;
}

/// Weights are used by many products, so their masks are kept; and held, where products want it.
Task<Done> keep_masks(Engine& engine, std::vector<Secret> values) {
  for (const Secret& value : values) value.slot()->keep();
  co_await engine.hold_masked(std::move(values));
  co_return Done{};
}

}  // namespace

Task<Done> Sequential::set_up(Engine& engine) {
  for (const LayerPtr& layer : layers_) co_await layer->set_up(engine);
  co_return Done{};
}

Task<Done> Sequential::initialize(Engine& engine, std::uint64_t seed) {
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    for (Parameter& parameter : layers_[i]->parameters()) {
      std::vector<double> values = initial_values(parameter.shape, seed, i);
      parameter.value = co_await engine.constant(parameter.shape, std::move(values));
    }
  }
  co_await keep_masks(engine, values_of(layers_));
  co_return Done{};
}

Task<Done> Sequential::initialize_from_inputs(Engine& engine) {
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    for (Parameter& parameter : layers_[i]->parameters()) {
      std::vector<std::uint32_t> rows(parameter.shape.rows());
      std::iota(rows.begin(), rows.end(), 0U);
      std::string name = name_of(i, parameter);
      parameter.value = co_await engine.input(std::move(name), std::move(rows));
    }
  }
  co_await keep_masks(engine, values_of(layers_));
  co_return Done{};
}

Task<Done> Sequential::initialize_public(Engine& engine, PublicTensors parameters) {
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    for (Parameter& parameter : layers_[i]->parameters()) {
      PublicTensor& known = parameters.at(name_of(i, parameter));
      ensure(known.shape == parameter.shape, "a public parameter has the layer's shape");
      std::vector<double> values = *known.values;
      parameter.value = co_await engine.constant(parameter.shape, std::move(values));
      parameter.known = std::move(known);
    }
  }
  co_return Done{};
}

Task<Secret> Sequential::forward(Engine& engine, Secret x, Pass pass) {
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    Task<Secret> forward = layers_[i]->forward(engine, std::move(x), pass);
    if (pass == Pass::forward && i > 0 && layers_[i - 1]->prepares_backward()) {
      Task<Done> prepare = layers_[i - 1]->prepare_backward(engine);
      auto both = co_await engine.all(std::move(forward), std::move(prepare));
      x = std::move(both.first);
    } else {
      x = co_await forward;
    }
  }
  if (pass == Pass::forward && layers_.back()->prepares_backward()) {
    co_await layers_.back()->prepare_backward(engine);
  }
  co_return x;
}

Task<Done> Sequential::backward(Engine& engine, Secret dy, bool first_input_gradient) {
  for (std::size_t i = layers_.size(); i-- > 0;) {
    dy = co_await layers_[i]->backward(engine, std::move(dy), i > 0 || first_input_gradient);
  }
  co_return Done{};
}

namespace {

Task<Done> update_one(Engine& engine, Optimizer& optimizer, LayerId layer, Parameter& parameter,
                      std::size_t batch) {
  const LabelScope scope(co_await this_strand(), layer, Pass::update);
  co_await optimizer.update(engine, parameter, batch);
  parameter.value.slot()->keep();
  co_return Done{};
}

}  // namespace

Task<Done> Sequential::update(Engine& engine, Optimizer& optimizer, std::size_t batch) {
  std::vector<Task<Done>> updates;
  for (const LayerPtr& layer : layers_) {
    for (Parameter& parameter : layer->parameters()) {
      if (!parameter.trained) continue;
      updates.push_back(update_one(engine, optimizer, layer->id(), parameter, batch));
    }
  }
  return engine.all(std::move(updates));
}

Task<Done> Sequential::output_parameters(Engine& engine) {
  Strand& strand = co_await this_strand();
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const LabelScope scope(strand, layers_[i]->id(), Pass::none);
    for (const Parameter& parameter : layers_[i]->parameters()) {
      co_await engine.output(parameter.value, name_of(i, parameter));
    }
  }
  co_return Done{};
}

std::vector<Sequential::ParameterName> Sequential::parameter_names() const {
  std::vector<ParameterName> names;
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    for (const Parameter& parameter : layers_[i]->parameters()) {
      names.push_back({name_of(i, parameter), parameter.shape, layers_[i]->id()});
    }
  }
  return names;
}

}  // namespace fathom
