#include "experiments/compare/step_models.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include "nn/data/array.hpp"
#include "nn/data/rows.hpp"
#include "nn/layers/dense.hpp"
#include "nn/layers/sigmoid.hpp"
#include "nn/models.hpp"

namespace fathom {
namespace {

constexpr std::size_t kClasses = 5;
constexpr std::size_t kHidden = 128;
constexpr double kRate = 0.1;

}  // namespace

std::vector<StepModel> step_models(const SigmoidPolynomial& sigmoid) {
  const StepModel classifier = deep_classifier(1, sigmoid);
  const auto network = [sigmoid, layers = classifier.layers](Sequential& model) {
    add_feature_layers(model, sigmoid, 1);
    layers(model);
  };
  return {classifier, {"full network", Shape{1, 28, 28, 1}, network}};
}

StepModel deep_classifier(std::size_t hidden_layers, const SigmoidPolynomial& sigmoid) {
  const auto layers = [sigmoid, hidden_layers](Sequential& model) {
    for (std::size_t i = 1; i < hidden_layers; ++i) {
      const std::string number = "_before" + std::to_string(i);
      model.add(std::make_unique<Dense>(kHidden, "dense" + number))
          .add(std::make_unique<Sigmoid>(sigmoid, PowersOf::u, Derivative::output,
                                         "sigmoid" + number));
    }
    add_classification_layers(model, sigmoid, PowersOf::u, Derivative::output, kHidden, kClasses,
                              0.0, 0);
  };
  return {"classifier", Shape{1, 6272}, layers};
}

TrainingSpec steps_of(const StepModel& model, std::uint32_t steps, std::size_t batch,
                      std::uint32_t epochs) {
  TrainingSpec spec;
  spec.epochs = epochs;
  spec.batch = static_cast<std::uint32_t>(batch);
  spec.samples = steps * spec.batch;
  spec.test_samples = 0;
  spec.sample = model.sample;
  spec.classes = kClasses;
  spec.model = model.layers;
  spec.optimizer = [] { return std::make_unique<Sgd>(kRate); };
  return spec;
}

InputData step_data(const TrainingSpec& spec, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const Shape shape = spec.sample.with_rows(std::max(spec.samples, spec.test_samples));
  const auto samples = std::make_shared<HostArray<float>>();
  samples->shape = shape;
  samples->values.resize(shape.size());
  for (float& value : samples->values) {
    value = std::ldexp(static_cast<float>(random() >> 40U), -24);
  }
  const auto labels = std::make_shared<std::vector<std::uint8_t>>(spec.samples);
  for (std::uint8_t& label : *labels) label = static_cast<std::uint8_t>(random() % spec.classes);
  InputData data;
  data[spec.source] = std::make_shared<ArrayRows<float>>(samples, spec.sample, spec.samples);
  data["test_" + spec.source] =
      std::make_shared<ArrayRows<float>>(samples, spec.sample, spec.test_samples);
  data["labels"] = std::make_shared<OneHotRows>(labels, spec.samples, spec.classes);
  return data;
}

}  // namespace fathom
