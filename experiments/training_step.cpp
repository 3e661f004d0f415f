// Some private training steps on random samples, which cost what real ones do: for studies that
// need a run and no accuracy.

#include <iostream>

#include "experiments/experiment.hpp"
#include "experiments/step_training.hpp"

namespace {

using namespace fathom;

void train(const StepTrainingOptions& options) {
  if (options.protocol.list_variants) return print_variants(std::cout);
  PrivateRun run(step_training_run(options));
  run.predict();
  if (!options.output.predict_only) {
    static_cast<void>(run.measure(step_training_data(options), "training privately"));
  }
  static_cast<void>(deliver(run, options.output));
}

}  // namespace

int main(int argc, char** argv) {
  StepTrainingOptions options;
  return run_experiment(
      argc, argv, "training_step",
      "Trains the seed's classifier or full network privately for some steps on random samples, "
      "which cost what real ones do.",
      "training_step --model network --network wan --record step.trace",
      [&options](CLI::App& app) { options.add_to(app); }, [&options] { train(options); });
}
