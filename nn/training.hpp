#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "nn/batches.hpp"
#include "nn/loss.hpp"
#include "nn/sequential.hpp"

namespace fathom {

/// What a training is: the data's sizes, the schedule and the model. Known to every party.
struct TrainingSpec {
  std::string source = "features";  ///< name of the training samples; the test's is "test_" + it
  std::uint32_t samples = 0;
  std::uint32_t test_samples = 0;
  Shape sample{1, 6272};  ///< one sample, with a batch of 1
  std::uint32_t classes = 5;

  std::uint32_t epochs = 1;
  std::uint32_t batch = 32;
  std::uint32_t predict_batch = 256;
  bool predict_every_epoch = false;  ///< the test samples' scores after each, not the last alone
  std::uint64_t seed = 1;            ///< of the batches' order and the initial weights

  /// Adds the layers: `output_count(loss, classes)` outputs, from a sigmoid unless the loss is
  /// cross-entropy.
  std::function<void(Sequential&)> model;
  /// Adds layers that are not trained and come before the model: their outputs for all samples are
  /// computed once, in batches, and kept. Empty: the model takes the samples themselves.
  std::function<void(Sequential&)> extractor;
  /// Their parameters ("feature0_weights", ...) where everybody knows them; otherwise inputs.
  PublicTensors public_features;
  std::uint32_t extract_batch = 32;
  LossName loss = LossName::cross_entropy;
  std::function<std::unique_ptr<Optimizer>()> optimizer;

  bool first_input_gradient = false;
  bool weights_from_inputs = false;
  bool output_weights = false;
  bool output_training_scores = false;  ///< "training_scores", to the output receiver, every step
  bool save_weights = false;  ///< each server its own shares of them, see stored_parameters.hpp

  [[nodiscard]] std::uint32_t steps_per_epoch() const { return (samples + batch - 1) / batch; }
  [[nodiscard]] std::uint32_t steps() const { return epochs * steps_per_epoch(); }
  [[nodiscard]] std::uint32_t prediction_batches() const {
    return (test_samples + predict_batch - 1) / predict_batch;
  }
  [[nodiscard]] std::uint32_t extraction_batches() const {
    const auto of = [this](std::uint32_t n) { return (n + extract_batch - 1) / extract_batch; };
    return extractor ? of(samples) + of(test_samples) : 0;
  }
  /// How often the test samples are predicted.
  [[nodiscard]] std::uint32_t predictions() const {
    return predict_every_epoch && epochs > 0 ? epochs : 1;
  }
};

/// A model trained on samples that the providers share, then asked for the scores of test samples:
/// the program that every party of a job reads. One instance serves one party.
/// [seed, "Proof of Concept Implementation"]
class Training {
 public:
  /// Throws UserError for a model that has not as many outputs as the loss asks for.
  explicit Training(TrainingSpec spec);

  /// The providers' sources: samples, "labels" (one-hot), test samples, and the weights when they
  /// are inputs, split over `providers` providers (the weights come from the first).
  [[nodiscard]] InputPlan inputs(std::uint32_t providers) const;
  [[nodiscard]] const LayerNames& layers() const { return names_; }
  [[nodiscard]] const Sequential& model() const { return model_; }
  [[nodiscard]] const Sequential& extractor() const { return extractor_; }
  [[nodiscard]] Sequential& model() { return model_; }

  /// Inputs, training, predictions ("scores", one output a batch, each time all test samples), and
  /// the weights if asked for. `on_step` hears of every training step and prediction batch that is
  /// done. Throws UserError when the settings' likelihoods do not go with the loss.
  [[nodiscard]] Task<Done> run(Engine& engine, InputPlan plan, std::function<void()> on_step);

 private:
  /// The frozen layers' outputs of all samples of a source, kept under its name.
  [[nodiscard]] Task<Done> extract(Engine& engine, std::string source, std::uint32_t count,
                                   std::function<void()> on_step);
  [[nodiscard]] Task<Done> prepare(Engine& engine, std::function<void()> on_step);
  [[nodiscard]] Task<Secret> samples(Engine& engine, std::string source, Rows rows);
  [[nodiscard]] Task<Done> train_step(Engine& engine, Optimizer& optimizer, Rows rows);
  [[nodiscard]] Task<Done> train(Engine& engine, std::function<void()> on_step);
  [[nodiscard]] Task<Done> train_epoch(Engine& engine, Optimizer& optimizer, std::uint32_t epoch,
                                       const std::function<void()>& on_step);
  [[nodiscard]] Task<Done> predict(Engine& engine, std::function<void()> on_step);

  TrainingSpec spec_;
  LayerNames names_;
  LayerId samples_id_, labels_id_, test_id_, output_id_;
  Sequential extractor_;
  Shape model_input_;
  Sequential model_;
  std::unique_ptr<Loss> loss_;
};

}  // namespace fathom
