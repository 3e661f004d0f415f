// Trains the seed's classifier privately on the features of digits 5-9, predicts the test images
// privately, and says what every layer, operation and triple type cost.
// [seed, "Proof of Concept Implementation"]

#include "experiments/classifier.hpp"
#include "experiments/experiment.hpp"

int main(int argc, char** argv) {
  using namespace fathom;
  ClassifierOptions options;
  return run_experiment(
      argc, argv, "train_classifier",
      "Trains Dense(128) - sigmoid - Dense(5) privately on features that input providers share "
      "with "
      "two servers, as actors on a simulated network, and predicts the test set privately.",
      "train_classifier --network wan --material seeded --samples 3200 --out results/wan",
      [&options](CLI::App& app) { options.add_to(app); },
      [&options] { static_cast<void>(run_classifier(options)); });
}
