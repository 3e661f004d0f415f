#include <fmt/format.h>

#include "experiments/classifier.hpp"
#include "experiments/private_digits.hpp"
#include "experiments/private_run.hpp"
#include "metrics/errors.hpp"
#include "metrics/printable.hpp"

namespace fathom {

void ClassifierOptions::add_to(CLI::App& app) {
  CLI::App* from = &add_data(app);
  from->add_option("--features", features,
                   "Features of your own (.npy, one row a sample) instead of images");
  from->add_option("--labels", labels, "Their classes (.npy), 0 and up");
  from->add_option("--test-features", test_features,
                   "Test features; without them the last seventh of --features is held out");
  from->add_option("--test-labels", test_labels, "Their classes");

  CLI::App* training = &add_schedule(app);
  training
      ->add_option("--powers-of", powers_of,
                   "Powers of u = x / half-width, or of x as the reference (for comparison)")
      ->capture_default_str();
  training
      ->add_option("--half-width", half_width,
                   "Half-width of the sigmoid's interval: 8 (the reference's polynomial), 16 or 32")
      ->capture_default_str();
  training
      ->add_option("--loss", loss,
                   "cross_entropy, or with --likelihoods none squared_error (of a sigmoid for each "
                   "class, the default there) or one_against_one (for each two classes)")
      ->type_name("LOSS");
  training->add_flag("--first-input-gradient", first_input_gradient,
                     "Also compute the first layer's input gradient, which nobody uses");
  training->add_option("--weights-in", weights_in, "Initial weights (.npz), shared by provider 0");
  training
      ->add_option("--shares-out", shares_out,
                   "Directory where each server saves its shares of the trained weights "
                   "(server0.share, server1.share), for predict")
      ->type_name("DIR");
  training->add_option("--logits-out", logits_out, "Write the test samples' scores (.npy)");
  add_conditions(app);
  app.final_callback([this] {
    if (!protocol.list_variants) check();
  });
}

void ClassifierOptions::check() const {
  TrainingOptions::check();
  check_file_destination("--logits-out", logits_out);
  check_directory_destination("--shares-out", shares_out);
  static_cast<void>(resolve_powers_of());
  const Settings settings = protocol.resolve();
  check_room(settings, half_width_log2(half_width));
  check_loss(resolve_loss(), settings.likelihoods);
}

PowersOf ClassifierOptions::resolve_powers_of() const {
  if (powers_of == "u") return PowersOf::u;
  if (powers_of == "x") return PowersOf::x;
  throw UserError(fmt::format("--powers-of is u or x, not '{}'", printable(powers_of, 60)));
}

LossName ClassifierOptions::resolve_loss() const {
  if (loss.empty()) {
    return protocol.resolve().likelihoods == Likelihoods::none ? LossName::squared_error
                                                               : LossName::cross_entropy;
  }
  for (const LossName which :
       {LossName::cross_entropy, LossName::squared_error, LossName::one_against_one}) {
    if (to_string(which) == loss) return which;
  }
  throw UserError(fmt::format("--loss is cross_entropy, squared_error or one_against_one, not '{}'",
                              printable(loss, 60)));
}

TrainingSpec training_of(const ClassifierOptions& options, const ClassifierSizes& sizes) {
  TrainingSpec spec;
  spec.samples = static_cast<std::uint32_t>(sizes.samples);
  spec.test_samples = static_cast<std::uint32_t>(sizes.test_samples);
  spec.sample = Shape{1, sizes.features};
  spec.classes = static_cast<std::uint32_t>(sizes.classes);
  spec.loss = options.resolve_loss();
  spec.epochs = options.epochs;
  spec.batch = options.batch;
  spec.predict_batch = options.predict_batch;
  spec.seed = options.seed;
  spec.first_input_gradient = options.first_input_gradient;
  spec.weights_from_inputs = !options.weights_in.empty();
  spec.output_weights = !options.weights_out.empty();
  spec.save_weights = !options.shares_out.empty();
  const PowersOf powers = options.resolve_powers_of();
  const SigmoidPolynomial polynomial = classifier_sigmoid(options.half_width);
  const std::size_t outputs = output_count(spec.loss, sizes.classes);
  const bool of_sigmoids = spec.loss != LossName::cross_entropy;
  spec.model = [polynomial, powers, outputs, of_sigmoids](Sequential& model) {
    add_classification_layers(model, polynomial, powers, Derivative::output, kHidden, outputs, 0.0,
                              0);
    if (of_sigmoids) {
      model.add(
          std::make_unique<Sigmoid>(polynomial, powers, Derivative::output, "output_sigmoid"));
    }
  };
  spec.optimizer = [rate = options.rate, momentum = options.momentum] {
    return std::make_unique<Sgd>(rate, momentum);
  };
  return spec;
}

}  // namespace fathom
