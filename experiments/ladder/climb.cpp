#include "experiments/ladder/climb.hpp"

#include <chrono>
#include <iostream>
#include <utility>

#include "experiments/experiment.hpp"
#include "experiments/features.hpp"
#include "experiments/private_digits.hpp"
#include "metrics/progress.hpp"
#include "nn/data/rows.hpp"
#include "nn/feature_extraction.hpp"
#include "nn/layers/dropout.hpp"
#include "protocol/engines/clear.hpp"

namespace fathom {
namespace {

constexpr std::uint32_t kClasses = 5;  ///< 0 to 4, then 5 to 9
constexpr double kDropout = 0.5;

TrainingSpec training_of(const Rung& rung, const Mnist& digits, const ClimbOptions& options) {
  TrainingSpec spec;
  spec.source = "images";
  spec.samples = static_cast<std::uint32_t>(digits.train.count());
  spec.test_samples = static_cast<std::uint32_t>(digits.test.count());
  spec.sample = kImageSample;
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

std::shared_ptr<const RowSource> feature_rows(const Rung& rung, const LabelledImages& set,
                                              const NamedArrays& weights) {
  const auto add_layers = [&rung](Sequential& model) { add_feature_layers(model, rung.layers, 0); };
  return std::make_shared<ArrayRows<float>>(
      features_of(set, weights, "weights", rung.name + ": extracting features", add_layers),
      kFeatureSample, set.count());
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
    data[to[i].name] = rows_of(require(weights, name, to[i].shape, "weights"));
  }
  return data;
}

NamedArrays train_on_features(const Rung& rung, const TrainingSpec& whole, const Mnist& digits,
                              const NamedArrays& before, const OnEpoch& on_epoch) {
  InputData data{{"labels", one_hot(digits.train, kClasses)},
                 {"features", feature_rows(rung, digits.train, before)},
                 {"test_features", feature_rows(rung, digits.test, before)}};
  TrainingSpec spec = whole;
  spec.source = "features";
  spec.sample = kFeatureSample;
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
