#include <fmt/format.h>

#include "experiments/outcome.hpp"
#include "experiments/predict.hpp"
#include "experiments/private_digits.hpp"
#include "experiments/private_run.hpp"
#include "metrics/errors.hpp"
#include "metrics/printable.hpp"
#include "nn/feature_extraction.hpp"
#include "nn/models.hpp"

namespace fathom {
namespace {

constexpr std::uint32_t kMostRequests = 1'000'000;

void add_model(CLI::App& app, PredictOptions& options) {
  const auto group = app.add_option_group("Model");
  group
      ->add_option("--model", options.model,
                   "network (feature layers and classifier, on images) or classifier (on features "
                   "that the providers extract themselves)")
      ->capture_default_str();
  group
      ->add_option("--weights", options.weights,
                   "The feature layers' weights, as pretrain writes them")
      ->capture_default_str();
  group->add_option("--classifier-weights", options.classifier_weights,
                    "The classifier's weights, as train_classifier --weights-out writes them; "
                    "without, random ones");
  group
      ->add_option("--shares", options.shares,
                   "Directory of the two servers' shares of a model, instead of weights")
      ->type_name("DIR");
  group->add_option("--share0", options.share0, "Server 0's share, where it lies elsewhere")
      ->type_name("FILE");
  group->add_option("--share1", options.share1, "Server 1's share of the same saving")
      ->type_name("FILE");
  group
      ->add_option("--shares-out", options.shares_out,
                   "Directory where each server saves its shares of the model")
      ->type_name("DIR");
  group
      ->add_option("--half-width", options.half_width,
                   "Half-width of the classifier's sigmoid: 8, 16 or 32, as it was trained")
      ->capture_default_str();
}

void add_stream(CLI::App& app, PredictOptions& options) {
  const auto group = app.add_option_group("Stream");
  group->add_option("--data", options.data, kDataHelp)->capture_default_str();
  group->add_option("--requests", options.requests, "Images in the stream: test digits 5 to 9")
      ->check(CLI::Range(std::uint32_t{1}, kMostRequests))
      ->capture_default_str();
  group
      ->add_option("--batch-size", options.batch,
                   "Requests that are taken and answered together, when all of them have come")
      ->check(CLI::Range(1, 65536))
      ->capture_default_str();
  group
      ->add_option("--piece", options.piece,
                   "Requests that go through the model at once; a larger batch goes in pieces, one "
                   "after the other: memory for rounds. 0 is 64 for the network, all for the "
                   "classifier")
      ->check(CLI::Range(0, 65536))
      ->capture_default_str();
  group
      ->add_option("--providers", options.providers, "Input providers, whose requests come in turn")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  group
      ->add_option("--rate", options.rate,
                   "Requests that arrive in a second, evenly; 0: all at once")
      ->check(CLI::Range(0.0, 1e9))
      ->capture_default_str();
  group->add_option("--logits-out", options.logits_out, "Write the scores (.npy)");
  add_twins(*group, options.twins);
  group->add_option("--seed", options.seed, "Seed of shares and of random weights")
      ->capture_default_str();
}

void check_where_from(const PredictOptions& options) {
  if (options.share0.empty() != options.share1.empty()) {
    throw UserError("--share0 and --share1 go together: one file alone opens nothing");
  }
  if (!options.shares.empty() && !options.share0.empty()) {
    throw UserError("--shares names the directory of both files: leave out --share0 and --share1");
  }
  if (options.from_shares() && !options.classifier_weights.empty()) {
    throw UserError("--classifier-weights does not go with shares, which hold all the weights");
  }
}

}  // namespace

PredictOptions::PredictOptions() : data(kDefaultData), weights(kDefaultWeights) {
  protocol.predicts = true;
}

void PredictOptions::add_to(CLI::App& app) {
  add_model(app, *this);
  add_stream(app, *this);
  protocol.add_to(app);
  network.add_to(app);
  output.add_to(app);
  app.final_callback([this] {
    if (!protocol.list_variants) check();
  });
}

void PredictOptions::check() const {
  if (model != "network" && model != "classifier") {
    throw UserError(
        fmt::format("--model is network or classifier, not '{}'", printable(model, 60)));
  }
  check_twins(twins);
  check_where_from(*this);
  check_file_destination("--logits-out", logits_out);
  check_directory_destination("--shares-out", shares_out);
  check_directory_destination("--out", output.directory);
  output.check();
  static_cast<void>(network.resolve_compute());
  const Settings settings = protocol.resolve();
  check_room(settings, half_width_log2(half_width));
  if (whole_network()) check_room(settings, feature_sigmoid().half_width_log2);
}

ModelFiles PredictOptions::files() const {
  return shares.empty() ? ModelFiles{share0, share1} : ModelFiles::in(shares);
}

ServiceSpec service_of(const PredictOptions& options) {
  constexpr std::uint32_t kNetworkPiece = 64;
  ServiceSpec spec;
  const bool whole = options.whole_network();
  spec.sample = whole ? kImageSample : kFeatureSample;
  spec.requests = options.requests;
  spec.batch = options.batch;
  spec.piece = options.piece;
  if (spec.piece == 0) spec.piece = whole ? kNetworkPiece : options.batch;
  spec.stored_weights = options.from_shares();
  spec.save_weights = !options.shares_out.empty();
  const SigmoidPolynomial sigmoid = classifier_sigmoid(options.half_width);
  spec.model = [whole, sigmoid](Sequential& model) {
    if (whole) add_feature_layers(model, feature_sigmoid(), 0);
    add_classification_layers(model, sigmoid, PowersOf::u, Derivative::output, kHidden,
                              kPrivateClasses, 0.0, 0);
  };
  return spec;
}

std::string model_name(const PredictOptions& options) {
  const std::string classifier = classifier_model_name(options.half_width, "u");
  return options.whole_network() ? "network: features, sigmoids on +-16; " + classifier
                                 : classifier;
}

}  // namespace fathom
