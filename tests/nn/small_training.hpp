#pragma once

#include <memory>
#include <random>
#include <utility>
#include <vector>

#include "nn/models.hpp"
#include "nn/training.hpp"
#include "tests/protocol/held_rows.hpp"

namespace fathom::test {

/// A classifier of 7 features, 6 hidden units and 3 classes, in `steps` steps of 4 samples.
inline TrainingSpec small_training(std::uint32_t steps) {
  TrainingSpec spec;
  spec.samples = 4 * steps;
  spec.test_samples = 3;
  spec.sample = Shape{1, 7};
  spec.classes = 3;
  spec.batch = 4;
  spec.predict_batch = 2;
  spec.model = [](Sequential& model) {
    add_classification_layers(model, reference_sigmoid(), PowersOf::u, Derivative::output, 6, 3,
                              0.0, 1);
  };
  spec.optimizer = [] { return std::make_unique<Sgd>(0.5); };
  return spec;
}

/// The same with a loss of sigmoids, for which nobody sees likelihoods.
inline TrainingSpec small_training_of(LossName loss, std::uint32_t steps) {
  TrainingSpec spec = small_training(steps);
  spec.loss = loss;
  spec.model = [outputs = output_count(loss, spec.classes)](Sequential& model) {
    add_classification_layers(model, reference_sigmoid(), PowersOf::u, Derivative::output, 6,
                              outputs, 0.0, 1);
    model.add(std::make_unique<Sigmoid>(reference_sigmoid(), PowersOf::u, Derivative::output,
                                        "output_sigmoid"));
  };
  return spec;
}

/// Uniform features in [-1, 1] and random labels for a training.
inline InputData random_inputs(const TrainingSpec& spec, unsigned seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> uniform(-1.0, 1.0);
  const auto rows = [&](const Shape& shape) {
    std::vector<double> values(shape.size());
    for (double& value : values) value = uniform(random);
    return std::make_shared<HeldRows>(shape, std::move(values));
  };
  std::vector<double> one_hot(spec.samples * spec.classes);
  for (std::size_t i = 0; i < spec.samples; ++i) {
    one_hot[i * spec.classes + random() % spec.classes] = 1.0;
  }
  InputData data;
  data[spec.source] = rows(spec.sample.with_rows(spec.samples));
  data["labels"] = std::make_shared<HeldRows>(Shape{spec.samples, spec.classes}, one_hot);
  data["test_" + spec.source] = rows(spec.sample.with_rows(spec.test_samples));
  return data;
}

/// The program of a training: builds its own model for each party that reads it, and keeps it.
class TrainingProgram {
 public:
  explicit TrainingProgram(TrainingSpec spec, std::uint32_t providers = 2)
      : spec_(std::move(spec)), plan_(Training(spec_).inputs(providers)) {}

  Task<Done> operator()(Engine& engine) {
    models_->push_back(std::make_unique<Training>(spec_));
    return models_->back()->run(engine, plan_, nullptr);
  }
  [[nodiscard]] const InputPlan& plan() const { return plan_; }

 private:
  TrainingSpec spec_;
  InputPlan plan_;
  std::shared_ptr<std::vector<std::unique_ptr<Training>>> models_ =
      std::make_shared<std::vector<std::unique_ptr<Training>>>();
};

}  // namespace fathom::test
