#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

#include "nn/data/array.hpp"

namespace fathom {

/// Grey images with the class of each, in the order of the files. [MNIST, and whatever has its
/// format]
struct LabelledImages {
  HostArray<std::uint8_t> images;  ///< (count, 28, 28), 0 is background
  HostArray<std::uint8_t> labels;  ///< (count), each below 10

  [[nodiscard]] std::size_t count() const { return labels.values.size(); }
};

struct Mnist {
  LabelledImages train;  ///< 60,000 in the original
  LabelledImages test;   ///< 10,000
};

/// Reads a data set from `directory`, which holds for both parts either the IDX files
///
///     train-images-idx3-ubyte  train-labels-idx1-ubyte  t10k-images-idx3-ubyte
///     t10k-labels-idx1-ubyte   each as it is or compressed, with .gz behind its name
///
/// or train_images.npy, train_labels.npy, test_images.npy and test_labels.npy; IDX files come
/// first, and plain ones before compressed ones. Throws UserError when one is missing or damaged,
/// when images are not 28 x 28, when images and labels differ in number, or when a label is 10 or
/// more.
[[nodiscard]] Mnist load_dataset(const std::filesystem::path& directory);

/// The images of the digits first..last, both included, in their order, with `first` subtracted
/// from each label. Throws UserError unless 0 <= first <= last <= 9.
[[nodiscard]] LabelledImages select_digits(const LabelledImages& all, int first, int last);

}  // namespace fathom
