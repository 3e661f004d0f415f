// Answers a stream of private requests with a private model, and says how long each took and what
// every layer cost. [seed, "Generalised triples"]

#include "experiments/predict.hpp"

#include "experiments/experiment.hpp"

int main(int argc, char** argv) {
  using namespace fathom;
  PredictOptions options;
  return run_experiment(
      argc, argv, "predict",
      "Predicts a stream of encrypted images, from many providers, with a model whose weights are "
      "private and masked once; the answers go to the output receiver alone.",
      "predict --requests 256 --batch-size 32 --rate 20 --network lan --table latencies",
      [&options](CLI::App& app) { options.add_to(app); },
      [&options] { static_cast<void>(run_predictions(options)); });
}
