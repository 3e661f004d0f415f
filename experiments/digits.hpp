#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "nn/data/array.hpp"
#include "nn/data/dataset.hpp"
#include "nn/training.hpp"
#include "protocol/inputs.hpp"
#include "protocol/outputs.hpp"

namespace fathom {

/// Where `pretrain` puts the feature layers' weights.
inline constexpr const char* kDefaultWeights = ".data/features.npz";

/// What --data takes on every experiment that reads images, and what it says about itself.
inline constexpr const char* kDefaultData = "mnist";
inline constexpr const char* kDataHelp =
    "Images: mnist, fashion-mnist, or a directory with the four IDX files (as they are or .gz) or "
    "with train_images.npy, train_labels.npy, test_images.npy and test_labels.npy";

/// The directory that a value of --data stands for. Throws UserError, saying what would install it,
/// when a data set that is named is not there.
[[nodiscard]] std::filesystem::path data_directory(const std::string& data);

/// The classes first..last of a data set, the first `samples` training and `test_samples` test
/// images of them (0: all). Throws UserError when there are fewer.
[[nodiscard]] Mnist load_digits(const std::string& data, int first, int last, std::uint32_t samples,
                                std::uint32_t test_samples);

/// The first `limit` images, or all when it is 0. Throws UserError, naming `option`, when there are
/// fewer.
[[nodiscard]] LabelledImages first_of(LabelledImages all, std::uint32_t limit,
                                      const std::string& option);

/// Pixels from 0 to 1, (count, 28, 28, 1), and classes one-hot, as providers share them.
[[nodiscard]] std::shared_ptr<const RowSource> pixels(const LabelledImages& set);
[[nodiscard]] std::shared_ptr<const RowSource> one_hot(const LabelledImages& set,
                                                       std::size_t classes);
/// An array as a source of its rows.
[[nodiscard]] std::shared_ptr<const RowSource> rows_of(HostArray<double> array);

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
