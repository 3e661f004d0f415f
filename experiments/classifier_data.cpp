#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "experiments/classifier.hpp"
#include "experiments/features.hpp"
#include "experiments/private_digits.hpp"
#include "metrics/errors.hpp"
#include "nn/data/npy.hpp"

namespace fathom {
namespace {

constexpr std::size_t kMostClasses = 100;
constexpr std::size_t kHeldOut = 7;

struct Labelled {
  HostArray<float> features;
  std::vector<std::uint8_t> labels;
};

std::vector<std::uint8_t> read_labels(const std::string& path, std::size_t rows) {
  const HostArray<double> array = read_npy(path);
  if (array.shape.rank() != 1 || array.shape[0] != rows) {
    throw UserError(
        fmt::format("{} holds labels of shape {}, and there are {} rows of features: "
                    "one label a row is needed",
                    path, array.shape.to_string(), rows));
  }
  std::vector<std::uint8_t> labels;
  for (std::size_t i = 0; i < rows; ++i) {
    const double label = array.values[i];
    if (!(label >= 0 && label < kMostClasses) || label != std::floor(label)) {
      throw UserError(fmt::format("{}: label {} of row {} is not a whole number from 0 to {}", path,
                                  label, i, kMostClasses - 1));
    }
    labels.push_back(static_cast<std::uint8_t>(label));
  }
  return labels;
}

Labelled read_features(const std::string& features, const std::string& labels) {
  Labelled set{read_npy_float(features), {}};
  if (set.features.shape.rank() != 2 || set.features.shape.size() == 0) {
    throw UserError(fmt::format("{} holds an array of shape {}; features are (samples, features)",
                                features, set.features.shape.to_string()));
  }
  set.labels = read_labels(labels, set.features.shape[0]);
  return set;
}

Labelled rows_of(const Labelled& all, std::size_t first, std::size_t count) {
  const auto size = static_cast<std::ptrdiff_t>(all.features.shape.row_size());
  const auto begin = all.features.values.begin() + static_cast<std::ptrdiff_t>(first) * size;
  const auto label = all.labels.begin() + static_cast<std::ptrdiff_t>(first);
  const auto n = static_cast<std::ptrdiff_t>(count);
  return {{all.features.shape.with_rows(count), std::vector<float>(begin, begin + n * size)},
          std::vector<std::uint8_t>(label, label + n)};
}

ClassifierData assembled(Labelled train, Labelled test) {
  ClassifierData data;
  data.train = std::make_shared<HostArray<float>>(std::move(train.features));
  data.test = std::make_shared<HostArray<float>>(std::move(test.features));
  data.train_labels = std::make_shared<std::vector<std::uint8_t>>(std::move(train.labels));
  data.test_labels = std::make_shared<std::vector<std::uint8_t>>(std::move(test.labels));
  return data;
}

ClassifierData users_own(const ClassifierOptions& options) {
  Labelled train = read_features(options.features, options.labels);
  Labelled test;
  if (options.test_features.empty()) {
    const std::size_t rows = train.labels.size();
    const std::size_t held = rows / kHeldOut;
    test = rows_of(train, rows - held, held);
    train = rows_of(train, 0, rows - held);
  } else {
    test = read_features(options.test_features, options.test_labels);
    if (test.features.shape[1] != train.features.shape[1]) {
      throw UserError(fmt::format("{} has {} features a row, {} has {}: they must agree",
                                  options.test_features, test.features.shape[1], options.features,
                                  train.features.shape[1]));
    }
  }
  const auto samples = limited(options.samples, train.labels.size(), "--samples");
  const auto tests = limited(options.test_samples, test.labels.size(), "--test-samples");
  ClassifierData data = assembled(rows_of(train, 0, samples), rows_of(test, 0, tests));
  std::uint8_t greatest = 1;
  for (const auto* labels : {data.train_labels.get(), data.test_labels.get()}) {
    for (const std::uint8_t label : *labels) greatest = std::max(greatest, label);
  }
  data.classes = std::size_t{greatest} + 1;
  return data;
}

void check_files_go_together(const ClassifierOptions& options) {
  const auto together = [](const std::string& a, const std::string& b, const char* names) {
    if (a.empty() != b.empty()) throw UserError(fmt::format("{} go together", names));
  };
  together(options.features, options.labels, "--features and --labels");
  together(options.test_features, options.test_labels, "--test-features and --test-labels");
  if (options.features.empty() && !options.test_features.empty()) {
    throw UserError("--test-features needs --features");
  }
}

}  // namespace

ClassifierData load_classifier_data(const ClassifierOptions& options) {
  check_files_go_together(options);
  if (!options.features.empty()) return users_own(options);
  const NamedArrays weights = read_npz(options.weights);
  const Mnist digits = load_private_digits(options.data, options.samples, options.test_samples);
  const auto features = [&](const LabelledImages& set, const char* of) {
    return features_of(set, weights, options.weights, fmt::format("extracting features of {}", of));
  };
  const auto labels = [](const LabelledImages& set) {
    return std::make_shared<std::vector<std::uint8_t>>(set.labels.values);
  };
  return {features(digits.train, "training images"), features(digits.test, "test images"),
          labels(digits.train), labels(digits.test), kPrivateClasses};
}

ClassifierSizes classifier_sizes(const ClassifierOptions& options) {
  check_files_go_together(options);
  if (!options.features.empty()) {
    const ClassifierData data = users_own(options);
    return {data.train_labels->size(), data.test_labels->size(), data.train->shape[1],
            data.classes};
  }
  const DigitCounts digits =
      count_private_digits(options.data, options.samples, options.test_samples);
  return {digits.train, digits.test, kFeatures, kPrivateClasses};
}

}  // namespace fathom
