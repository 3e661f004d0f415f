// Fine-tunes a classifier privately on images of digits 5-9 behind feature layers that were
// pre-trained in the clear on digits 0-4. [seed, "Transfer learning"]

#include "experiments/experiment.hpp"
#include "experiments/image_training.hpp"

int main(int argc, char** argv) {
  using namespace fathom;
  ImageTrainingOptions options;
  options.experiment = "transfer_learning";
  // Known to work in floats; the features are centred on the public digits' mean.
  options.epochs = 10;
  options.rate = 0.2;
  options.last_rate = 1.5;
  options.decay = 0.75;
  options.feature_scale = 3.0;
  options.half_width = 32;
  return run_experiment(
      argc, argv, "transfer_learning",
      "Providers share images with two servers; the feature layers, pre-trained on public digits, "
      "run on shares once, and Dense(128) - sigmoid - Dense(5) is trained on what they give.",
      "transfer_learning --features-by public-weights --samples 3200 --epochs 2 --out results/tl",
      [&options](CLI::App& app) { options.add_to(app, false); },
      [&options] { run_image_training(options); }, image_training_tables());
}
