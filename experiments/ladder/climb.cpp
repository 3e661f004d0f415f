#include "experiments/ladder/climb.hpp"

#include <fmt/format.h>

#include <chrono>
#include <iostream>
#include <utility>

#include "experiments/digits.hpp"
#include "experiments/experiment.hpp"
#include "metrics/progress.hpp"
#include "nn/data/rows.hpp"
#include "nn/feature_extraction.hpp"
#include "nn/layers/dropout.hpp"
#include "protocol/engines/clear.hpp"

namespace fathom {
namespace {

constexpr std::uint32_t kClasses = 5;
constexpr std::size_t kHidden = 128;
constexpr double kDropout = 0.5;

TrainingSpec training_of(const Rung& rung, const Mnist& digits, const ClimbOptions& options) {
  TrainingSpec spec;
  spec.source = "images";
  spec.samples = static_cast<std::uint32_t>(digits.train.count());
  spec.test_samples = static_cast<std::uint32_t>(digits.test.count());
  spec.sample = Shape{1, 28, 28, 1};
  spec.classes = kClasses;
  spec.epochs = options.epochs > 0 ? options.epochs : rung.epochs;
  spec.batch = options.batch;
  spec.predict_batch = kExtractionBatch;
  spec.predict_every_epoch = true;
  spec.seed = options.seed;
  spec.loss = rung.loss;
  spec.output_weights = true;
  spec.optimizer = [optimizer = rung.optimizer] { return optimizer.make(); };
  spec.model = [layers = rung.layers, seed = options.seed](Sequential& model) {
    add_feature_layers(model, layers, seed);
    add_classification_layers(model, layers, kHidden, kClasses, kDropout, seed);
  };
  return spec;
}

/// Collects the scores of an epoch and says how good they are once they are complete.
class Judge {
 public:
  Judge(const TrainingSpec& spec, const std::vector<std::uint8_t>& labels, OnEpoch on_epoch)
      : batches_(spec.prediction_batches()),
        loss_(spec.loss),
        labels_(labels),
        on_epoch_(std::move(on_epoch)) {}

  void take(Output scores) {
    scores_.push_back(std::move(scores));
    if (scores_.size() < batches_) return;
    const auto now = Clock::now();
    on_epoch_({++epoch_, evaluate(scores_, labels_, loss_),
               std::chrono::duration<double>(now - std::exchange(start_, now)).count()});
    scores_.clear();
  }

 private:
  using Clock = std::chrono::steady_clock;
  std::size_t batches_;
  LossName loss_;
  const std::vector<std::uint8_t>& labels_;
  OnEpoch on_epoch_;
  std::vector<Output> scores_;
  std::uint32_t epoch_ = 0;
  Clock::time_point start_ = Clock::now();
};

NamedArrays train(const Rung& rung, const TrainingSpec& spec, InputData data,
                  const std::vector<std::uint8_t>& labels, const OnEpoch& on_epoch) {
  NamedArrays weights;
  Training training(spec);
  Judge judge(spec, labels, on_epoch);
  Clear engine(Settings{}, reals(), std::move(data));
  engine.set_sink([&](const std::string& name, Output output) {
    if (name == "scores") return judge.take(std::move(output));
    weights[name] = {output.shape, std::move(output.values)};
  });
  Progress progress(std::cerr, progress_on_terminal(), rung.name,
                    spec.steps() + std::int64_t{spec.predictions()} * spec.prediction_batches());
  engine.read([&](Engine& reading) {
    return training.run(reading, training.inputs(1), [&progress] { progress.advance(); });
  });
  progress.finish();
  return weights;
}

std::shared_ptr<RowSource> features_of(const Rung& rung, const LabelledImages& set,
                                       const NamedArrays& weights) {
  const auto add_layers = [&rung](Sequential& model) { add_feature_layers(model, rung.layers, 0); };
  auto features = std::make_shared<HostArray<float>>(
      extract_features(set.images, weights, "weights", add_layers, [] {}));
  const Shape shape = features->shape;
  return std::make_shared<ArrayRows<float>>(std::move(features), shape, shape.rows());
}

/// The parameters of the classification layers behind the feature layers, as those of a model that
/// begins with dropout1 in their stead.
InputData classification_weights(const TrainingSpec& whole, const TrainingSpec& part,
                                 const NamedArrays& weights) {
  const auto from = Training(whole).model().parameter_names();
  const auto to = Training(part).model().parameter_names();
  InputData data;
  for (std::size_t i = 0; i < to.size(); ++i) {
    const std::string& name = from[from.size() - to.size() + i].name;
    auto array =
        std::make_shared<HostArray<double>>(require(weights, name, to[i].shape, "weights"));
    data[to[i].name] =
        std::make_shared<ArrayRows<double>>(std::move(array), to[i].shape, to[i].shape.rows());
  }
  return data;
}

NamedArrays train_on_features(const Rung& rung, const TrainingSpec& whole, const Mnist& digits,
                              const NamedArrays& before, const OnEpoch& on_epoch) {
  InputData data = image_inputs(digits, kClasses);
  const auto features = features_of(rung, digits.train, before);
  data = {{"labels", data.at("labels")},
          {"features", features},
          {"test_features", features_of(rung, digits.test, before)}};
  TrainingSpec spec = whole;
  spec.source = "features";
  spec.sample = features->shape().with_rows(1);
  spec.weights_from_inputs = true;
  spec.model = [layers = rung.layers, seed = whole.seed](Sequential& model) {
    model.add(std::make_unique<Dropout>(kFeatureDropout, seed, "dropout1"));
    add_classification_layers(model, layers, kHidden, kClasses, kDropout, seed);
  };
  data.merge(classification_weights(whole, spec, before));
  return train(rung, spec, std::move(data), digits.test.labels.values, on_epoch);
}

}  // namespace

NamedArrays climb(const Rung& rung, const Mnist& digits, const ClimbOptions& options,
                  const NamedArrays& before, const OnEpoch& on_epoch) {
  const TrainingSpec spec = training_of(rung, digits, options);
  if (rung.on_features) return train_on_features(rung, spec, digits, before, on_epoch);
  return train(rung, spec, image_inputs(digits, kClasses), digits.test.labels.values, on_epoch);
}

}  // namespace fathom
