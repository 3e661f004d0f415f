#include <fmt/format.h>

#include "experiments/image_training.hpp"
#include "experiments/private_run.hpp"
#include "metrics/errors.hpp"
#include "metrics/printable.hpp"
#include "nn/feature_extraction.hpp"

namespace fathom {
namespace {

void add_training(CLI::App& app, ImageTrainingOptions& options) {
  CLI::App* training = &options.add_schedule(app);
  training
      ->add_option("--last-learning-rate", options.last_rate,
                   "Rate for the last layer; 0 is that of the others")
      ->check(CLI::Range(0.0, 1e3))
      ->capture_default_str();
  training->add_option("--decay", options.decay, "Factor of the rates from epoch to epoch")
      ->check(CLI::Range(1e-3, 1.0))
      ->capture_default_str();
  training
      ->add_option("--half-width", options.half_width,
                   "Half-width of the interval of the classifier's sigmoid: 8, 16 or 32")
      ->check(CLI::IsMember({8, 16, 32}))
      ->capture_default_str();
  training->add_option("--losses-out", options.losses_out,
                       "Open each batch's scores to the output receiver and write the losses of "
                       "every step (.csv)");
}

}  // namespace

void ImageTrainingOptions::add_to(CLI::App& app, bool trains_all_layers) {
  CLI::App* from = &add_data(app);
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
  add_conditions(app);
  app.final_callback([this] {
    if (!protocol.list_variants) check();
  });
}

void ImageTrainingOptions::check() const {
  TrainingOptions::check();
  check_file_destination("--losses-out", losses_out);
  static_cast<void>(resolve_features_by());
  const Settings settings = protocol.resolve();
  check_room(settings, half_width_log2(half_width));
  check_room(settings, feature_sigmoid().half_width_log2);
  check_loss(LossName::cross_entropy, settings.likelihoods);
  if (epochs == 0 && !losses_out.empty()) {
    throw UserError("--losses-out needs a training: --epochs is 0");
  }
}

FeaturesBy ImageTrainingOptions::resolve_features_by() const {
  if (features_by == "providers") return FeaturesBy::providers;
  if (features_by == "public-weights") return FeaturesBy::public_weights;
  if (features_by == "private-weights") return FeaturesBy::private_weights;
  if (features_by == "trained") return FeaturesBy::trained;
  throw UserError(
      fmt::format("--features-by is providers, public-weights or private-weights, not '{}'",
                  printable(features_by, 60)));
}

}  // namespace fathom
