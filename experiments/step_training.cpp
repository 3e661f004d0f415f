#include "experiments/step_training.hpp"

#include <fmt/format.h>

#include <utility>

#include "experiments/compare/step_models.hpp"
#include "experiments/training_run.hpp"
#include "metrics/errors.hpp"

namespace fathom {
namespace {

TrainingSpec training_of(const StepTrainingOptions& options) {
  const bool network = options.model == "network";
  if (network && options.hidden_layers != 1) {
    throw UserError("--hidden-layers is of the classifier: the network has the seed's layers");
  }
  const StepModel model = network ? step_models()[1] : deep_classifier(options.hidden_layers);
  return steps_of(model, options.steps, options.batch, options.epochs);
}

}  // namespace

void StepTrainingOptions::add_to(CLI::App& app) {
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

RunSpec step_training_run(const StepTrainingOptions& options) {
  const Settings settings = options.protocol.resolve();
  check_room(settings, reference_sigmoid().half_width_log2);
  const NetworkSpec network = options.network.resolve();
  const std::string text =
      fmt::format("steps={} epochs={} batch={} hidden_layers={} providers={}", options.steps,
                  options.epochs, options.batch, options.hidden_layers, options.providers);
  RunSpec spec = run_under(run_info("training_step", options.model, text, settings, network,
                                    options.network.compute_name(), options.seed),
                           settings, network, options.network, options.output);
  return training_run(std::move(spec), training_of(options), options.providers);
}

InputData step_training_data(const StepTrainingOptions& options) {
  return step_data(training_of(options), options.seed);
}

}  // namespace fathom
