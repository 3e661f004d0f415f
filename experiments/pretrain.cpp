// Trains the seed's adapted network in the clear on the public digits 0-4 and writes the weights of
// its feature layers. [seed, "Pre-train on public dataset"]

#include <fmt/format.h>

#include <iostream>

#include "experiments/experiment.hpp"
#include "experiments/features.hpp"
#include "experiments/private_digits.hpp"
#include "metrics/progress.hpp"
#include "nn/feature_extraction.hpp"
#include "nn/models.hpp"
#include "protocol/engines/clear.hpp"

namespace {

using namespace fathom;

constexpr std::size_t kPublicClasses = 5;  ///< digits 0 to 4

struct Options {
  std::string data = kDefaultData;
  std::string weights_out = kDefaultWeights;
  std::uint32_t samples = 0, test_samples = 0, epochs = 1, batch = 32;
  double rate = 0.001;
  std::uint64_t seed = 1;

  void add_to(CLI::App& app) {
    app.add_option("--data", data, kDataHelp)->capture_default_str();
    app.add_option("--weights-out", weights_out, "File for the feature layers' weights (.npz)")
        ->capture_default_str();
    app.add_option("--samples", samples, "Training images; 0 is all");
    app.add_option("--test-samples", test_samples, "Test images; 0 is all");
    app.add_option("--epochs", epochs, "Epochs")->check(CLI::Range(1, 1000))->capture_default_str();
    app.add_option("--batch-size", batch, "Images in a batch")
        ->check(CLI::Range(1, 65536))
        ->capture_default_str();
    app.add_option("--learning-rate", rate, "Rate of Adam")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--seed", seed, "Seed of batches, weights and dropout")->capture_default_str();
  }
};

TrainingSpec training_of(const Options& options, const Mnist& digits) {
  TrainingSpec spec;
  spec.source = "images";
  spec.samples = static_cast<std::uint32_t>(digits.train.count());
  spec.test_samples = static_cast<std::uint32_t>(digits.test.count());
  spec.sample = kImageSample;
  spec.epochs = options.epochs;
  spec.batch = options.batch;
  spec.predict_batch = kExtractionBatch;
  spec.seed = options.seed;
  spec.output_weights = true;
  spec.model = [seed = options.seed](Sequential& model) {
    constexpr double kDropout = 0.5;
    add_feature_layers(model, feature_sigmoid(), seed);
    add_classification_layers(model, feature_sigmoid(), PowersOf::u, Derivative::polynomial,
                              kHidden, kPublicClasses, kDropout, seed);
  };
  spec.optimizer = [rate = options.rate] { return std::make_unique<Adam>(rate); };
  return spec;
}

/// What the normalization behind the feature layers subtracts.
HostArray<double> mean_features(const LabelledImages& digits, const NamedArrays& weights,
                                const std::string& path) {
  const auto features =
      features_of(digits, weights, path, "taking the mean of the public features");
  const std::size_t size = features->shape.row_size();
  HostArray<double> mean{Shape{size}, std::vector<double>(size, 0.0)};
  for (std::size_t i = 0; i < features->values.size(); ++i) {
    mean.values[i % size] += features->values[i];
  }
  for (double& value : mean.values) value /= static_cast<double>(digits.count());
  return mean;
}

/// Whether the polynomials' intervals, chosen before, held on the public test images.
void print_intervals(const BoundRows& bounds, const LayerNames& layers) {
  for (const auto& [key, counts] : bounds) {
    if (key.first.pass != Pass::predict) continue;
    std::cerr << fmt::format("{}: {} of {} values outside the polynomial's interval\n",
                             layers[key.first.layer], counts.beyond, counts.values);
  }
}

void pretrain(const Options& options) {
  const Mnist digits = load_digits(options.data, 0, 4, options.samples, options.test_samples);
  const TrainingSpec spec = training_of(options, digits);
  Training training(spec);
  Clear engine(Settings{}, reals(), image_inputs(digits, kPublicClasses));
  Progress progress(std::cerr, progress_on_terminal(), "pre-training in the clear on classes 0-4",
                    spec.steps() + spec.prediction_batches());
  engine.read([&](Engine& reading) {
    return training.run(reading, training.inputs(1), [&progress] { progress.advance(); });
  });
  progress.finish();

  const double accuracy =
      agreement(predicted_classes(engine.outputs().at("scores")), digits.test.labels.values);
  NamedArrays weights;
  for (const std::size_t layer : {0U, 2U}) {
    for (const char* part : {"weights", "bias"}) {
      const std::string name = fmt::format("layer{}_{}", layer, part);
      const Output& output = engine.outputs().at(name).front();
      weights[name] = {output.shape, output.values};
    }
  }
  weights["layer7_mean"] = mean_features(digits.train, weights, options.weights_out);
  write_npz(options.weights_out, weights);
  print_intervals(engine.bounds(), training.layers());
  std::cerr << fmt::format("test accuracy on {} images of classes 0-4: {:.2f} %\n",
                           digits.test.count(), 100 * accuracy)
            << "feature layers written to " << options.weights_out << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  return run_experiment(
      argc, argv, "pretrain",
      "Trains the network in the clear on the public digits, classes 0-4 (Adam, polynomial "
      "sigmoids) and "
      "writes its feature layers' weights.",
      "pretrain --epochs 1 --weights-out .data/features.npz",
      [&options](CLI::App& app) { options.add_to(app); }, [&options] { pretrain(options); });
}
