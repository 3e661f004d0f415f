#include "nn/models.hpp"

#include "nn/layers/average_pooling2d.hpp"
#include "nn/layers/conv2d.hpp"
#include "nn/layers/dense.hpp"
#include "nn/layers/dropout.hpp"
#include "nn/layers/flatten.hpp"
#include "nn/layers/max_pooling2d.hpp"
#include "nn/layers/relu.hpp"
#include "nn/layers/true_sigmoid.hpp"

namespace fathom {
namespace {

constexpr std::size_t kPoolSize = 2;

LayerPtr average_pooling() { return std::make_unique<AveragePooling2D>(kPoolSize, "pooling"); }

ModelLayers polynomial_layers(const SigmoidPolynomial& sigmoid, PowersOf powers,
                              Derivative derivative) {
  const auto activation = [=](const std::string& number) -> LayerPtr {
    return std::make_unique<Sigmoid>(sigmoid, powers, derivative, "sigmoid" + number);
  };
  return {activation, average_pooling};
}

}  // namespace

ModelLayers base_layers() {
  return {
      [](const std::string& number) -> LayerPtr { return std::make_unique<ReLU>("relu" + number); },
      [] { return std::make_unique<MaxPooling2D>(kPoolSize, "pooling"); }};
}

ModelLayers true_sigmoid_layers() {
  return {[](const std::string& number) -> LayerPtr {
            return std::make_unique<TrueSigmoid>("sigmoid" + number);
          },
          average_pooling};
}

void add_feature_layers(Sequential& model, const ModelLayers& layers, std::uint64_t seed) {
  constexpr std::size_t kFilters = 32;
  model.add(std::make_unique<Conv2D>(kFilters, 3, 3, Padding::same, 1, "conv1"))
      .add(layers.activation("1"))
      .add(std::make_unique<Conv2D>(kFilters, 3, 3, Padding::same, 1, "conv2"))
      .add(layers.activation("2"))
      .add(layers.pooling())
      .add(std::make_unique<Dropout>(kFeatureDropout, seed, "dropout1"))
      .add(std::make_unique<Flatten>("flatten"));
}

void add_classification_layers(Sequential& model, const ModelLayers& layers, std::size_t hidden,
                               std::size_t classes, double dropout, std::uint64_t seed) {
  model.add(std::make_unique<Dense>(hidden, "dense1")).add(layers.activation(""));
  if (dropout > 0.0) model.add(std::make_unique<Dropout>(dropout, seed + 1, "dropout2"));
  model.add(std::make_unique<Dense>(classes, "dense2"));
}

void add_feature_layers(Sequential& model, const SigmoidPolynomial& sigmoid, std::uint64_t seed) {
  add_feature_layers(model, polynomial_layers(sigmoid, PowersOf::u, Derivative::polynomial), seed);
}

void add_classification_layers(Sequential& model, const SigmoidPolynomial& sigmoid, PowersOf powers,
                               Derivative derivative, std::size_t hidden, std::size_t classes,
                               double dropout, std::uint64_t seed) {
  add_classification_layers(model, polynomial_layers(sigmoid, powers, derivative), hidden, classes,
                            dropout, seed);
}

}  // namespace fathom
