#include "experiments/private_digits.hpp"

#include <fmt/format.h>

#include "metrics/errors.hpp"

namespace fathom {
namespace {

constexpr int kFirst = 5;
constexpr int kLast = 9;
constexpr DigitCounts kMnist{29'404, 4'861};

DigitCounts available(const std::string& data) {
  if (data == kDefaultData) return kMnist;
  const Mnist digits = load_digits(data, kFirst, kLast, 0, 0);
  return {static_cast<std::uint32_t>(digits.train.count()),
          static_cast<std::uint32_t>(digits.test.count())};
}

}  // namespace

Mnist load_private_digits(const std::string& data, std::uint32_t samples,
                          std::uint32_t test_samples) {
  return load_digits(data, kFirst, kLast, samples, test_samples);
}

DigitCounts count_private_digits(const std::string& data, std::uint32_t samples,
                                 std::uint32_t test_samples) {
  const DigitCounts all = available(data);
  return {limited(samples, all.train, "--samples"),
          limited(test_samples, all.test, "--test-samples")};
}

int half_width_log2(int half_width) {
  if (half_width == 8) return 3;
  if (half_width == 16) return 4;
  if (half_width == 32) return 5;
  throw UserError(fmt::format("--half-width is 8, 16 or 32, not {}", half_width));
}

SigmoidPolynomial classifier_sigmoid(int half_width) {
  const int h = half_width_log2(half_width);
  const SigmoidPolynomial reference = reference_sigmoid();
  return h == reference.half_width_log2 ? reference : fitted_sigmoid(h);
}

}  // namespace fathom
