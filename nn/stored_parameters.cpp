#include "nn/stored_parameters.hpp"

#include <utility>
#include <vector>

namespace fathom {

Task<Done> save_parameters(Engine& engine, Sequential& model) {
  const LabelScope scope(co_await this_strand(), 0, Pass::none);
  std::vector<std::string> names;
  std::vector<Secret> values;
  for (std::size_t i = 0; i < model.size(); ++i) {
    for (const Parameter& parameter : model[i].parameters()) {
      names.push_back(model.name_of(i, parameter));
      values.push_back(parameter.value);
    }
  }
  co_await engine.save(std::move(names), std::move(values));
  co_return Done{};
}

Task<Done> take_stored_parameters(Engine& engine, Sequential& model) {
  std::vector<Secret> values;
  for (std::size_t i = 0; i < model.size(); ++i) {
    for (Parameter& parameter : model[i].parameters()) {
      std::string name = model.name_of(i, parameter);
      parameter.value =
          co_await engine.stored(std::move(name), parameter.shape, engine.fractional_bits());
      parameter.value.slot()->keep();
      values.push_back(parameter.value);
    }
  }
  co_await engine.hold_masked(std::move(values));
  co_return Done{};
}

ModelDescription describe(std::string name, Sequential& model, const Settings& settings) {
  ModelDescription description{std::move(name), settings.ring, {}, {}};
  for (std::size_t i = 0; i < model.size(); ++i) {
    description.layers.push_back(model[i].name());
    for (const Parameter& parameter : model[i].parameters()) {
      description.parameters.push_back(
          {model.name_of(i, parameter), parameter.shape, settings.fractional_bits});
    }
  }
  return description;
}

}  // namespace fathom
