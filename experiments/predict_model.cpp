#include "experiments/features.hpp"
#include "experiments/predict.hpp"
#include "experiments/private_digits.hpp"
#include "nn/data/rows.hpp"

namespace fathom {
namespace {

constexpr std::size_t kFeatureLayers = 7;  ///< conv, sigmoid, conv, sigmoid, pool, dropout, flatten

}  // namespace

NamedArrays weights_of(const PredictOptions& options, Sequential& model) {
  const std::size_t first = options.whole_network() ? kFeatureLayers : 0;
  const bool random = options.classifier_weights.empty();
  NamedArrays features, classifier, weights;
  if (options.whole_network()) features = read_npz(options.weights);
  if (!random) classifier = read_npz(options.classifier_weights);
  for (std::size_t i = 0; i < model.size(); ++i) {
    for (const Parameter& parameter : model[i].parameters()) {
      HostArray<double>& array = weights[model.name_of(i, parameter)];
      if (i < first) {
        array = require(features, model.name_of(i, parameter), parameter.shape, options.weights);
      } else if (random) {
        array = {parameter.shape, initial_values(parameter.shape, options.seed, i)};
      } else {
        array = require(classifier, parameter_name(i - first, parameter), parameter.shape,
                        options.classifier_weights);
      }
    }
  }
  return weights;
}

Requests load_requests(const PredictOptions& options) {
  const LabelledImages images =
      first_of(load_private_digits(options.data, 0, 0).test, options.requests, "--requests");
  if (options.whole_network()) return {pixels(images), images.labels.values};
  const auto features = features_of(images, read_npz(options.weights), options.weights,
                                    "extracting features of the requests");
  return {std::make_shared<ArrayRows<float>>(features, kFeatureSample, images.count()),
          images.labels.values};
}

}  // namespace fathom
