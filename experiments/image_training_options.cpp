#include <fmt/format.h>

#include "experiments/image_training.hpp"
#include "metrics/errors.hpp"

namespace fathom {
namespace {

void add_training(CLI::App& app, ImageTrainingOptions& options) {
  const auto training = app.add_option_group("Training");
  training->add_option("--epochs", options.epochs, "Epochs; 0 only predicts")
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
  training->add_option("--batch-size", options.batch, "Samples in a batch")
      ->check(CLI::Range(1, 65536))
      ->capture_default_str();
  training
      ->add_option("--predict-batch-size", options.predict_batch, "Test samples predicted at once")
      ->check(CLI::Range(1, 65536))
      ->capture_default_str();
  training->add_option("--learning-rate", options.rate, "Rate of SGD")
      ->check(CLI::Range(1e-9, 1e3))
      ->capture_default_str();
  training
      ->add_option("--last-learning-rate", options.last_rate,
                   "Rate for the last layer; 0 is that of the others")
      ->check(CLI::Range(0.0, 1e3))
      ->capture_default_str();
  training->add_option("--decay", options.decay, "Factor of the rates from epoch to epoch")
      ->check(CLI::Range(1e-3, 1.0))
      ->capture_default_str();
  training->add_option("--momentum", options.momentum, "Momentum of SGD")
      ->check(CLI::Range(0.0, 0.999))
      ->capture_default_str();
  training
      ->add_option("--half-width", options.half_width,
                   "Half-width of the interval of the classifier's sigmoid: 8, 16 or 32")
      ->check(CLI::IsMember({8, 16, 32}))
      ->capture_default_str();
  training
      ->add_option("--twins", options.twins,
                   "Which readings in the clear to run beside: both, clear, encoded or none")
      ->capture_default_str();
  training->add_option("--losses-out", options.losses_out,
                       "Open each batch's scores to the output receiver and write the losses of "
                       "every step (.csv)");
  training->add_option("--weights-out", options.weights_out,
                       "Open the trained weights to the output receiver and write them (.npz)");
  training->add_option("--seed", options.seed, "Seed of shares, batches and initial weights")
      ->capture_default_str();
}

}  // namespace

void ImageTrainingOptions::add_to(CLI::App& app, bool trains_all_layers) {
  const auto from = app.add_option_group("Data");
  from->add_option("--data", data, kDataHelp)->capture_default_str();
  from->add_option("--weights", weights, "The feature layers' weights, as pretrain writes them")
      ->capture_default_str();
  from->add_option("--samples", samples, "Training images; 0 is all");
  from->add_option("--test-samples", test_samples, "Test images; 0 is all");
  from->add_option("--providers", providers, "Input providers, each with its shard")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  if (trains_all_layers) {
    from->add_flag("--from-scratch", from_scratch,
                   "Start from random weights instead of the pre-trained feature layers");
  } else {
    from->add_option("--features-by", features_by,
                     "Who computes the features: providers (in the clear), public-weights (the "
                     "servers on shares of images, with weights that all know), private-weights "
                     "(the servers, on shares of both)")
        ->capture_default_str();
    from->add_option("--feature-scale", feature_scale,
                     "Features minus the public digits' mean, times this")
        ->check(CLI::Range(1e-3, 1e3))
        ->capture_default_str();
  }
  add_training(app, *this);
  protocol.add_to(app);
  network.add_to(app);
  output.add_to(app);
}

FeaturesBy ImageTrainingOptions::resolve_features_by() const {
  if (features_by == "providers") return FeaturesBy::providers;
  if (features_by == "public-weights") return FeaturesBy::public_weights;
  if (features_by == "private-weights") return FeaturesBy::private_weights;
  if (features_by == "trained") return FeaturesBy::trained;
  throw UserError(fmt::format(
      "--features-by is providers, public-weights or private-weights, not '{}'", features_by));
}

}  // namespace fathom
