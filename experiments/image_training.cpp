#include "experiments/image_training.hpp"

#include <algorithm>

#include "experiments/features.hpp"
#include "nn/data/rows.hpp"
#include "nn/feature_extraction.hpp"
#include "nn/layers/normalization.hpp"
#include "nn/models.hpp"

namespace fathom {
namespace {

std::function<void(Sequential&)> feature_layers(double scale) {
  return [scale](Sequential& model) {
    add_feature_layers(model, feature_sigmoid(), 0);
    model.add(std::make_unique<Normalization>(scale));
  };
}

std::function<void(Sequential&)> model_of(const ImageTrainingOptions& options) {
  const bool all = options.resolve_features_by() == FeaturesBy::trained;
  const SigmoidPolynomial sigmoid = classifier_sigmoid(options.half_width);
  const double last = options.last_rate > 0 ? options.last_rate / options.rate : 1.0;
  return [all, sigmoid, last, seed = options.seed](Sequential& model) {
    if (all) add_feature_layers(model, feature_sigmoid(), seed);
    add_classification_layers(model, sigmoid, PowersOf::u,
                              all ? Derivative::polynomial : Derivative::output, kHidden,
                              kPrivateClasses, 0.0, seed);
    model[model.size() - 1].set_rate(last);
  };
}

/// As a provider does it, in the clear.
std::shared_ptr<const RowSource> features(const ImageTrainingOptions& options,
                                          const LabelledImages& set, const NamedArrays& weights,
                                          const char* what) {
  return std::make_shared<ArrayRows<float>>(
      features_of(set, weights, options.weights, what, feature_layers(options.feature_scale)),
      kFeatureSample, set.count());
}

/// "feature0_weights" stands in files as "layer0_weights".
std::string name_in_file(const std::string& parameter) {
  return "layer" + parameter.substr(std::string("feature").size());
}

/// Random where the file has nothing, or is not asked.
HostArray<double> initial(const ImageTrainingOptions& options, const NamedArrays& weights,
                          const std::string& name, const Shape& shape, std::uint64_t number) {
  if (weights.contains(name)) return require(weights, name, shape, options.weights);
  return {shape, initial_values(shape, options.seed, number)};
}

}  // namespace

ImageTrainingData load_training_data(const ImageTrainingOptions& options) {
  ImageTrainingData data;
  data.digits = load_private_digits(options.data, options.samples, options.test_samples);
  if (!options.from_scratch) data.weights = read_npz(options.weights);
  return data;
}

TrainingSpec training_of(const ImageTrainingOptions& options, DigitCounts counts,
                         const NamedArrays& weights) {
  const FeaturesBy by = options.resolve_features_by();
  TrainingSpec spec;
  spec.source = by == FeaturesBy::providers ? "features" : "images";
  spec.samples = counts.train;
  spec.test_samples = counts.test;
  spec.sample = by == FeaturesBy::providers ? kFeatureSample : kImageSample;
  spec.classes = kPrivateClasses;
  spec.epochs = options.epochs;
  spec.batch = options.batch;
  // A full network's activations take a hundred times the memory of a classifier's.
  spec.predict_batch =
      by == FeaturesBy::trained ? std::min(options.predict_batch, 64U) : options.predict_batch;
  spec.seed = options.seed;
  spec.model = model_of(options);
  spec.weights_from_inputs = by == FeaturesBy::trained && !options.from_scratch;
  spec.output_training_scores = !options.losses_out.empty();
  spec.output_weights = !options.weights_out.empty();
  spec.optimizer = [rate = options.rate, momentum = options.momentum, decay = options.decay] {
    return std::make_unique<Sgd>(rate, momentum, decay);
  };
  if (by == FeaturesBy::providers || by == FeaturesBy::trained) return spec;
  spec.extractor = feature_layers(options.feature_scale);
  if (by == FeaturesBy::public_weights) {
    const Training with_inputs(spec);
    for (const auto& [name, shape, layer] : with_inputs.extractor().parameter_names()) {
      const HostArray<double>& array = require(weights, name_in_file(name), shape, options.weights);
      spec.public_features[name] = {shape, std::make_shared<std::vector<double>>(array.values)};
    }
  }
  return spec;
}

InputData inputs_of(const ImageTrainingOptions& options, const TrainingSpec& spec,
                    const ImageTrainingData& from) {
  InputData data;
  const bool clear = options.resolve_features_by() == FeaturesBy::providers;
  const auto samples = [&](const LabelledImages& set, const char* what) {
    return clear ? features(options, set, from.weights, what) : pixels(set);
  };
  data[spec.source] = samples(from.digits.train, "extracting features of training images");
  data["test_" + spec.source] = samples(from.digits.test, "extracting features of test images");
  data["labels"] = one_hot(from.digits.train, kPrivateClasses);
  const Training training(spec);
  if (spec.public_features.empty()) {
    for (const auto& [name, shape, layer] : training.extractor().parameter_names()) {
      data[name] = rows_of(require(from.weights, name_in_file(name), shape, options.weights));
    }
  }
  if (!spec.weights_from_inputs) return data;
  std::uint64_t number = 0;
  for (const auto& [name, shape, layer] : training.model().parameter_names()) {
    data[name] = rows_of(initial(options, from.weights, name, shape, number++));
  }
  return data;
}

}  // namespace fathom
