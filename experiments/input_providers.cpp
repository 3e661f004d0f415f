// From one phone to a million: input providers upload images or features to the two servers, which
// add up what they receive, and the output receiver learns the sum. Says when each server has
// everything and what the links carried. [seed, "Input providers"]

#include "experiments/experiment.hpp"
#include "experiments/input_providers/run.hpp"

int main(int argc, char** argv) {
  using namespace fathom;
  InputProviderOptions options;
  return run_experiment(
      argc, argv, "input_providers",
      "Uploads of 1 to 1,000,000 phone-like input providers to two servers, as actors on a "
      "simulated network: when the servers have everything, and what the links carried.",
      "input_providers --providers 60000 --inputs seeded --table arrivals",
      [&options](CLI::App& app) { options.add_to(app); },
      [&options] { static_cast<void>(run_input_providers(options)); });
}
