#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "experiments/digits.hpp"
#include "nn/sigmoid_polynomial.hpp"

namespace fathom {

/// The private task: classes 5 to 9 of a data set, by the network whose feature layers were
/// pre-trained on classes 0 to 4. [seed, "Transfer learning"]

inline constexpr std::size_t kPrivateClasses = 5;
inline constexpr std::size_t kHidden = 128;  ///< units of the classifier's first layer
inline constexpr std::size_t kFeatures = 6'272;
/// One sample, with a batch of 1: an image, and its features.
inline const Shape kImageSample{1, 28, 28, 1};
inline const Shape kFeatureSample{1, kFeatures};

/// Images of these classes, labelled from 0, the first so many (0: all). Throws UserError when
/// there are fewer.
[[nodiscard]] Mnist load_private_digits(const std::string& data, std::uint32_t samples,
                                        std::uint32_t test_samples);

/// How many of them such limits leave, without reading images of MNIST, whose number is known.
struct DigitCounts {
  std::uint32_t train, test;
};
[[nodiscard]] DigitCounts count_private_digits(const std::string& data, std::uint32_t samples,
                                               std::uint32_t test_samples);

/// log2 of --half-width. Throws UserError unless it is 8, 16 or 32.
[[nodiscard]] int half_width_log2(int half_width);
/// The classifier's sigmoid: the reference's on [-8, 8], least squares on wider intervals.
[[nodiscard]] SigmoidPolynomial classifier_sigmoid(int half_width);

}  // namespace fathom
