#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "nn/layers/sigmoid.hpp"
#include "nn/sequential.hpp"

namespace fathom {

/// The seed's model for 28 x 28 images, and its adaptations.
/// [seed, "Image Analysis with CNNs", "Layers" and "Proof of Concept Implementation"]

/// What the adaptations change: the activations, which are numbered "1", "2" and "", and the
/// pooling of 2 by 2.
struct ModelLayers {
  std::function<LayerPtr(const std::string& number)> activation;
  std::function<LayerPtr()> pooling;
};
/// ReLU and max pooling, in the clear alone.
[[nodiscard]] ModelLayers base_layers();
/// The true sigmoid, in the clear alone, and average pooling.
[[nodiscard]] ModelLayers true_sigmoid_layers();

/// The rate of dropout behind the feature layers' pooling, in training.
inline constexpr double kFeatureDropout = 0.25;

/// Conv2D(32, 3x3, same) - activation - Conv2D(32, 3x3, same) - activation - pooling -
/// Dropout(0.25) - Flatten: images (batch, 28, 28, 1) to features (batch, 6272).
void add_feature_layers(Sequential& model, const ModelLayers& layers, std::uint64_t seed);

/// Dense(hidden) - activation - Dropout, where `dropout` is above 0 - Dense(classes): features to
/// scores.
void add_classification_layers(Sequential& model, const ModelLayers& layers, std::size_t hidden,
                               std::size_t classes, double dropout, std::uint64_t seed);

/// The same with sigmoids by polynomial: Conv2D(32, 3x3, same) - sigmoid - Conv2D(32, 3x3, same) -
/// sigmoid - AveragePooling2D(2) - Dropout(0.25) - Flatten: images (batch, 28, 28, 1) to features
/// (batch, 6272). For pre-training in the clear: backward with the polynomial's own derivative.
void add_feature_layers(Sequential& model, const SigmoidPolynomial& sigmoid, std::uint64_t seed);

/// Dense(hidden) - sigmoid - Dropout, where `dropout` is above 0 - Dense(classes).
void add_classification_layers(Sequential& model, const SigmoidPolynomial& sigmoid, PowersOf powers,
                               Derivative derivative, std::size_t hidden, std::size_t classes,
                               double dropout, std::uint64_t seed);

}  // namespace fathom
