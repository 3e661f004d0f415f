#pragma once

#include <cstdint>

#include "nn/layers/sigmoid.hpp"
#include "nn/sequential.hpp"

namespace fathom {

/// The seed's adapted model for 28 x 28 images, with sigmoids by polynomial.
/// [seed, "Layers" and "Proof of Concept Implementation"]

/// Conv2D(32, 3x3, same) - sigmoid - Conv2D(32, 3x3, same) - sigmoid - AveragePooling2D(2) -
/// Dropout(0.25) - Flatten: images (batch, 28, 28, 1) to features (batch, 6272).
/// For pre-training in the clear: backward with the polynomial's own derivative.
void add_feature_layers(Sequential& model, const SigmoidPolynomial& sigmoid, std::uint64_t seed);

/// Dense(hidden) - sigmoid - Dense(classes): features to scores. With `dropout` above 0, Dropout
/// before the last layer.
void add_classification_layers(Sequential& model, const SigmoidPolynomial& sigmoid, PowersOf powers,
                               Derivative derivative, std::size_t hidden, std::size_t classes,
                               double dropout, std::uint64_t seed);

}  // namespace fathom
