// Some private training steps on random samples, which cost what real ones do: for studies that
// need a run and no accuracy.

#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "experiments/compare/step_models.hpp"
#include "experiments/experiment.hpp"
#include "experiments/options.hpp"
#include "experiments/training_run.hpp"
#include "metrics/errors.hpp"

namespace {

using namespace fathom;

struct Options {
  std::string model = "classifier";
  std::uint32_t steps = 1, epochs = 1, providers = 2;
  std::size_t hidden_layers = 1;
  std::size_t batch = 32;
  std::uint64_t seed = 1;
  NetworkOptions network;
  ProtocolOptions protocol;
  OutputOptions output;

  Options() { protocol.trains = true; }
  void add_to(CLI::App& app) {
    app.add_option("--model", model,
                   "classifier (of features), or network (of images, all layers trained)")
        ->check(CLI::IsMember({"classifier", "network"}))
        ->capture_default_str();
    app.add_option("--hidden-layers", hidden_layers,
                   "Of 128 and their sigmoids, in the classifier: the seed has one")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    app.add_option("--steps", steps, "Training steps an epoch")
        ->check(CLI::Range(1, 10'000))
        ->capture_default_str();
    app.add_option("--epochs", epochs, "Times that the same samples are trained on")
        ->check(CLI::Range(1, 1'000))
        ->capture_default_str();
    app.add_option("--batch-size", batch, "Samples in a step")
        ->check(CLI::Range(1, 4096))
        ->capture_default_str();
    app.add_option("--providers", providers, "Input providers that hold the samples")
        ->check(CLI::Range(1, 60'000))
        ->capture_default_str();
    app.add_option("--seed", seed, "Of samples, weights and shares")->capture_default_str();
    protocol.add_to(app);
    network.add_to(app);
    output.add_to(app);
  }
};

void train(const Options& options) {
  if (options.protocol.list_variants) return print_variants(std::cout);
  const Settings settings = options.protocol.resolve();
  check_room(settings, reference_sigmoid().half_width_log2);
  const NetworkSpec network = options.network.resolve();
  const bool network_model = options.model == "network";
  if (network_model && options.hidden_layers != 1) {
    throw UserError("--hidden-layers is of the classifier: the network has the seed's layers");
  }
  const StepModel model = network_model ? step_models()[1] : deep_classifier(options.hidden_layers);
  const TrainingSpec steps = steps_of(model, options.steps, options.batch, options.epochs);
  const std::string text =
      fmt::format("steps={} epochs={} batch={} hidden_layers={} providers={}", options.steps,
                  options.epochs, options.batch, options.hidden_layers, options.providers);
  RunSpec spec = run_under(run_info("training_step", options.model, text, settings, network,
                                    options.network.compute_name(), options.seed),
                           settings, network, options.network, options.output);
  PrivateRun run(training_run(std::move(spec), steps, options.providers));
  run.predict();
  if (!options.output.predict_only) {
    static_cast<void>(run.measure(step_data(steps, options.seed), "training privately"));
  }
  static_cast<void>(deliver(run, options.output));
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  return run_experiment(
      argc, argv, "training_step",
      "Trains the seed's classifier or full network privately for some steps on random samples, "
      "which cost what real ones do.",
      "training_step --model network --network wan --record step.trace",
      [&options](CLI::App& app) { options.add_to(app); }, [&options] { train(options); });
}
