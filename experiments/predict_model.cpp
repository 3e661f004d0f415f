#include <fmt/format.h>

#include <iostream>

#include "experiments/digits.hpp"
#include "experiments/experiment.hpp"
#include "experiments/predict.hpp"
#include "metrics/errors.hpp"
#include "metrics/progress.hpp"
#include "nn/data/rows.hpp"
#include "nn/feature_extraction.hpp"

namespace fathom {
namespace {

constexpr int kFirstPrivateDigit = 5;
constexpr int kLastPrivateDigit = 9;
constexpr std::size_t kFeatureLayers = 7;  ///< conv, sigmoid, conv, sigmoid, pool, dropout, flatten

HostArray<double> drawn(const Parameter& parameter, std::uint64_t seed, std::size_t layer) {
  const Shape& shape = parameter.shape;
  if (shape.rank() < 2) return {shape, std::vector<double>(shape.size(), 0.0)};
  return {shape, glorot_uniform(shape, seed, layer)};
}

HostArray<float> features_of(const LabelledImages& images, const PredictOptions& options) {
  const NamedArrays weights = read_npz(options.weights);
  const auto batches = (images.count() + kExtractionBatch - 1) / kExtractionBatch;
  Progress progress(std::cerr, progress_on_terminal(), "extracting features of the requests",
                    static_cast<std::int64_t>(batches));
  HostArray<float> features = extract_features(images.images, weights, options.weights,
                                               [&progress] { progress.advance(); });
  progress.finish();
  return features;
}

}  // namespace

NamedArrays weights_of(const PredictOptions& options, Sequential& model) {
  const std::size_t first = options.whole_network() ? kFeatureLayers : 0;
  const bool random = options.classifier_weights.empty();
  NamedArrays features, classifier, weights;
  if (options.whole_network()) features = read_npz(options.weights);
  if (!random) classifier = read_npz(options.classifier_weights);
  for (std::size_t i = 0; i < model.size(); ++i) {
    for (const Parameter& parameter : model[i].parameters()) {
      HostArray<double>& array = weights[parameter_name(i, parameter)];
      if (i < first) {
        array = require(features, parameter_name(i, parameter), parameter.shape, options.weights);
      } else if (random) {
        array = drawn(parameter, options.seed, i);
      } else {
        array = require(classifier, parameter_name(i - first, parameter), parameter.shape,
                        options.classifier_weights);
      }
    }
  }
  return weights;
}

Requests load_requests(const PredictOptions& options) {
  const LabelledImages all = select_digits(load_dataset(data_directory(options.data)).test,
                                           kFirstPrivateDigit, kLastPrivateDigit);
  const std::size_t count = limited(options.requests, all.count(), "--requests");
  LabelledImages some = all;
  some.images.values.resize(count * all.images.shape.row_size());
  some.images.shape = all.images.shape.with_rows(count);
  some.labels.values.resize(count);
  some.labels.shape = all.labels.shape.with_rows(count);
  Requests requests{nullptr, some.labels.values};
  if (options.whole_network()) {
    requests.rows = std::make_shared<ArrayRows<std::uint8_t>>(
        std::make_shared<HostArray<std::uint8_t>>(std::move(some.images)), Shape{1, 28, 28, 1},
        count, 1.0 / 255.0);
  } else {
    const auto features = std::make_shared<HostArray<float>>(features_of(some, options));
    requests.rows =
        std::make_shared<ArrayRows<float>>(features, Shape{1, features->shape.row_size()}, count);
  }
  return requests;
}

}  // namespace fathom
