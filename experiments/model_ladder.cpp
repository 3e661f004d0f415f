// Trains the seed's model in the clear, adaptation by adaptation, and shows its test accuracy after
// each epoch beside the reference implementation's. [seed, "Adapting the Model"]

#include <fmt/format.h>

#include <iostream>

#include "experiments/digits.hpp"
#include "experiments/experiment.hpp"
#include "experiments/ladder/climb.hpp"
#include "experiments/ladder/report.hpp"

namespace {

using namespace fathom;

struct Options {
  std::string data = kDefaultData;
  std::string rungs, out;
  std::uint32_t samples = 0, test_samples = 0;
  ClimbOptions climb;

  void add_to(CLI::App& app) {
    std::string rungs_help = "Rungs, separated by commas; all without it:";
    for (const Rung& rung : all_rungs()) {
      rungs_help += fmt::format(" {} ({});", rung.name, rung.meaning);
    }
    app.add_option("--data", data, kDataHelp)->capture_default_str();
    app.add_option("--rungs", rungs, rungs_help)->type_name("NAMES");
    app.add_option("--samples", samples, "Training images of each rung; 0 is all");
    app.add_option("--test-samples", test_samples, "Test images of each rung; 0 is all");
    app.add_option("--epochs", climb.epochs, "Epochs of each rung, instead of its own")
        ->check(CLI::Range(1, 1000));
    app.add_option("--batch-size", climb.batch, "Images in a batch")
        ->check(CLI::Range(1, 65536))
        ->capture_default_str();
    app.add_option("--seed", climb.seed, "Seed of batches, weights and dropout")
        ->capture_default_str();
    app.add_option("--out", out, "File for the CSV table, renewed after each epoch")
        ->type_name("FILE");
    app.final_callback([this] { static_cast<void>(rungs_named(rungs)); });
  }
};

void climb_all(const Options& options) {
  const std::vector<Rung> rungs = rungs_named(options.rungs);
  const auto digits_of = [&options](const Rung& rung) {
    return load_digits(options.data, rung.first_digit, rung.last_digit, options.samples,
                       options.test_samples);
  };
  for (const Rung& rung : rungs) static_cast<void>(digits_of(rung));
  const bool all = options.samples == 0 && options.test_samples == 0;
  LadderReport report(options.out, all && options.data == kDefaultData);
  NamedArrays weights;
  for (const Rung& rung : rungs) {
    const Mnist digits = digits_of(rung);
    weights = climb(rung, digits, options.climb, weights,
                    [&](const EpochResult& result) { report.add(rung, digits, result); });
  }
  report.print_summary();
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  return run_experiment(
      argc, argv, "model_ladder",
      "Trains the seed's model in the clear, adaptation by adaptation, from ReLU, max pooling and "
      "Adam to sigmoids, average pooling and SGD on frozen features, and prints the test accuracy "
      "after each epoch beside the reference's, as CSV on standard output.",
      "model_ladder --rungs base,sgd,transfer --out ladder.csv",
      [&options](CLI::App& app) { options.add_to(app); }, [&options] { climb_all(options); },
      {epochs_spec()});
}
