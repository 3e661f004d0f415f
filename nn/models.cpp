#include "nn/models.hpp"

#include "nn/layers/average_pooling2d.hpp"
#include "nn/layers/conv2d.hpp"
#include "nn/layers/dense.hpp"
#include "nn/layers/dropout.hpp"
#include "nn/layers/flatten.hpp"

namespace fathom {

void add_feature_layers(Sequential& model, const SigmoidPolynomial& sigmoid, std::uint64_t seed) {
  constexpr std::size_t kFilters = 32;
  constexpr double kDropout = 0.25;
  constexpr Derivative kOwn = Derivative::polynomial;
  model.add(std::make_unique<Conv2D>(kFilters, 3, 3, Padding::same, 1, "conv1"))
      .add(std::make_unique<Sigmoid>(sigmoid, PowersOf::u, kOwn, "sigmoid1"))
      .add(std::make_unique<Conv2D>(kFilters, 3, 3, Padding::same, 1, "conv2"))
      .add(std::make_unique<Sigmoid>(sigmoid, PowersOf::u, kOwn, "sigmoid2"))
      .add(std::make_unique<AveragePooling2D>(2, "pooling"))
      .add(std::make_unique<Dropout>(kDropout, seed, "dropout1"))
      .add(std::make_unique<Flatten>("flatten"));
}

void add_classification_layers(Sequential& model, const SigmoidPolynomial& sigmoid, PowersOf powers,
                               Derivative derivative, std::size_t hidden, std::size_t classes,
                               double dropout, std::uint64_t seed) {
  model.add(std::make_unique<Dense>(hidden, "dense1"))
      .add(std::make_unique<Sigmoid>(sigmoid, powers, derivative, "sigmoid"));
  if (dropout > 0.0) model.add(std::make_unique<Dropout>(dropout, seed + 1, "dropout2"));
  model.add(std::make_unique<Dense>(classes, "dense2"));
}

}  // namespace fathom
