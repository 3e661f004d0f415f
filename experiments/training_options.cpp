#include "experiments/training_options.hpp"

#include "experiments/outcome.hpp"

namespace fathom {

CLI::App& TrainingOptions::add_data(CLI::App& app) {
  CLI::App& group = *app.add_option_group("Data");
  group.add_option("--data", data, kDataHelp)->capture_default_str();
  group.add_option("--weights", weights, "The feature layers' weights, as pretrain writes them")
      ->capture_default_str();
  group.add_option("--samples", samples, "Training samples; 0 is all");
  group.add_option("--test-samples", test_samples, "Test samples; 0 is all");
  group.add_option("--providers", providers, "Input providers, each with its shard")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  return group;
}

CLI::App& TrainingOptions::add_schedule(CLI::App& app) {
  CLI::App& group = *app.add_option_group("Training");
  group.add_option("--epochs", epochs, "Epochs; 0 only predicts")
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
  group.add_option("--batch-size", batch, "Samples in a batch")
      ->check(CLI::Range(1, 65536))
      ->capture_default_str();
  group.add_option("--predict-batch-size", predict_batch, "Test samples predicted at once")
      ->check(CLI::Range(1, 65536))
      ->capture_default_str();
  group.add_option("--learning-rate", rate, "Rate of SGD")
      ->check(CLI::Range(1e-9, 1e3))
      ->capture_default_str();
  group.add_option("--momentum", momentum, "Momentum of SGD")
      ->check(CLI::Range(0.0, 0.999))
      ->capture_default_str();
  group.add_option("--weights-out", weights_out,
                   "Open the trained weights to the output receiver and write them (.npz)");
  add_twins(group, twins);
  group.add_option("--seed", seed, "Seed of shares, batches and initial weights")
      ->capture_default_str();
  return group;
}

void TrainingOptions::add_conditions(CLI::App& app) {
  protocol.add_to(app);
  network.add_to(app);
  output.add_to(app);
}

void TrainingOptions::check() const {
  check_twins(twins);
  check_file_destination("--weights-out", weights_out);
  check_directory_destination("--out", output.directory);
  output.check();
  static_cast<void>(network.resolve_compute());
}

}  // namespace fathom
