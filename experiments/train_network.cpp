// Trains every layer of the network privately on images of digits 5-9. [seed, "Training"]

#include "experiments/experiment.hpp"
#include "experiments/image_training.hpp"

int main(int argc, char** argv) {
  using namespace fathom;
  ImageTrainingOptions options;
  options.experiment = "train_network";
  options.features_by = "trained";
  return run_experiment(
      argc, argv, "train_network",
      "Providers share images with two servers, who train all layers on shares: Conv2D - sigmoid - "
      "Conv2D - sigmoid - average pooling - dropout - Dense(128) - sigmoid - Dense(5).",
      "train_network --samples 320 --test-samples 320 --losses-out losses.csv",
      [&options](CLI::App& app) { options.add_to(app, true); },
      [&options] { run_image_training(options); }, image_training_tables());
}
