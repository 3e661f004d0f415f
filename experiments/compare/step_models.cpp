#include "experiments/compare/step_models.hpp"

#include <cmath>
#include <random>

#include "nn/data/array.hpp"
#include "nn/data/rows.hpp"
#include "nn/models.hpp"

namespace fathom {
namespace {

constexpr std::size_t kClasses = 5;
constexpr std::size_t kHidden = 128;
constexpr double kRate = 0.1;

}  // namespace

std::vector<StepModel> step_models(const SigmoidPolynomial& sigmoid) {
  const auto classifier = [sigmoid](Sequential& model) {
    add_classification_layers(model, sigmoid, PowersOf::u, Derivative::output, kHidden, kClasses,
                              0.0, 0);
  };
  const auto network = [sigmoid, classifier](Sequential& model) {
    add_feature_layers(model, sigmoid, 1);
    classifier(model);
  };
  return {{"classifier", Shape{1, 6272}, classifier},
          {"full network", Shape{1, 28, 28, 1}, network}};
}

TrainingSpec steps_of(const StepModel& model, std::uint32_t steps, std::size_t batch) {
  TrainingSpec spec;
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
  const Shape shape = spec.sample.with_rows(spec.samples);
  const auto samples = std::make_shared<HostArray<float>>();
  samples->shape = shape;
  samples->values.resize(shape.size());
  for (float& value : samples->values) {
    value = std::ldexp(static_cast<float>(random() >> 40U), -24);
  }
  const auto labels = std::make_shared<std::vector<std::uint8_t>>(spec.samples);
  for (std::uint8_t& label : *labels) label = static_cast<std::uint8_t>(random() % kClasses);
  InputData data;
  data[spec.source] = std::make_shared<ArrayRows<float>>(samples, spec.sample, spec.samples);
  data["test_" + spec.source] = std::make_shared<ArrayRows<float>>(samples, spec.sample, 0);
  data["labels"] = std::make_shared<OneHotRows>(labels, spec.samples, kClasses);
  return data;
}

}  // namespace fathom
