#pragma once

#include <cstdint>
#include <functional>

#include "nn/data/array.hpp"
#include "nn/data/npz.hpp"
#include "nn/sequential.hpp"
#include "nn/sigmoid_polynomial.hpp"

namespace fathom {

/// The sigmoid of the feature layers: least squares on [-16, 16], for they leave [-8, 8] in
/// training.
[[nodiscard]] SigmoidPolynomial feature_sigmoid();

/// Features (count, 6272) of images (count, 28, 28) in the clear, by the feature layers that
/// `add_layers` adds, whose parameters name their arrays in `weights` ("layer0_weights", ...).
/// `on_image_batch` hears of each batch. Throws UserError, naming `path`, when an array is missing
/// or has another shape.
[[nodiscard]] HostArray<float> extract_features(const HostArray<std::uint8_t>& images,
                                                const NamedArrays& weights, const std::string& path,
                                                const std::function<void(Sequential&)>& add_layers,
                                                const std::function<void()>& on_image_batch);

/// How many images a batch of the extraction has.
inline constexpr std::uint32_t kExtractionBatch = 32;

}  // namespace fathom
