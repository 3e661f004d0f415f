#include "experiments/input_providers/options.hpp"

#include <fmt/format.h>

#include <bit>

#include "experiments/private_run.hpp"
#include "metrics/errors.hpp"
#include "protocol/variants.hpp"

namespace fathom {

InputProviderOptions::InputProviderOptions() { network.network = "mobile"; }

void InputProviderOptions::add_to(CLI::App& app) {
  const auto uploads = app.add_option_group("Uploads");
  uploads->add_option("--providers", providers, "Input providers, each on a host of its own")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  uploads->add_option("--images-each", images_each, "Images that each of them uploads")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  uploads
      ->add_option("--what", what,
                   "What is uploaded of an image: images (28 x 28, 784 values) or features (14 x "
                   "14 x 32, 6,272 values)")
      ->capture_default_str()
      ->type_name("WHAT");
  uploads
      ->add_option("--payload", payload,
                   "real: shares, which the servers add up and the receiver's sum checks; sized: "
                   "messages of the same sizes without elements, with the same times and traffic; "
                   "auto: real up to 60,000 providers")
      ->capture_default_str()
      ->type_name("PAYLOAD");
  uploads->add_option("--seed", seed, "Seed of images and shares")->capture_default_str();
  const auto protocol = app.add_option_group("Protocol");
  protocol->add_option("--ring", ring, "z64, z128, q121, m61 or m127")
      ->capture_default_str()
      ->type_name("RING");
  protocol
      ->add_option("--fractional-bits", fractional_bits,
                   "Fractional bits of a value; by default 16 for z64, 13 for m61, 32 for the "
                   "wider rings")
      ->type_name("BITS");
  protocol
      ->add_option("--inputs", inputs,
                   "full: a share to each server; seeded: a key to server 0 and a share to server "
                   "1; masked: keys, and the masked input to both")
      ->capture_default_str()
      ->type_name("CHOICE");
  protocol
      ->add_option("--elements", elements,
                   "padded to machine words, or packed without that padding")
      ->capture_default_str()
      ->type_name("CHOICE");
  network.add_to(app);
  output.add_to(app);
  app.final_callback([this] {
    check();
    static_cast<void>(resolve());
  });
}

void InputProviderOptions::check() const {
  if (what != "images" && what != "features") {
    throw UserError(fmt::format("--what is images or features, not '{}'", what));
  }
  if (payload != "real" && payload != "sized" && payload != "auto") {
    throw UserError(fmt::format("--payload is real, sized or auto, not '{}'", payload));
  }
  if (rows() > UINT32_MAX) {
    throw UserError(
        fmt::format("--providers {} with --images-each {} are {} images; at most {} can "
                    "be numbered",
                    providers, images_each, rows(), UINT32_MAX));
  }
  check_directory_destination("--out", output.directory);
  output.check();
  static_cast<void>(network.resolve_compute());
}

// Values lie in [0, 1], so their sum is at most the number of rows.
void InputProviderOptions::check_room_for_sum(const Settings& settings) const {
  const auto bits_of_sum = static_cast<int>(std::bit_width(rows()));
  const int most = settings.ring->bits - 1 - bits_of_sum;
  if (settings.fractional_bits >= 0 && settings.fractional_bits <= most) return;
  throw UserError(
      fmt::format("--fractional-bits is 0 (the ring's default) to {}, not {}: the sum of "
                  "{} rows in [0, 1] must fit into {}",
                  most, settings.fractional_bits, rows(), settings.ring->name));
}

Settings InputProviderOptions::resolve() const {
  Settings settings;
  use_ring(settings, ring_named(ring), fractional_bits);
  apply_choice(settings, "inputs", inputs);
  apply_choice(settings, "elements", elements);
  settings.sized = is_sized();
  check_room_for_sum(settings);
  return settings;
}

std::size_t InputProviderOptions::row_size() const {
  constexpr std::size_t kImage = 28 * 28;
  constexpr std::size_t kFeatures = 14 * 14 * 32;
  return what == "images" ? kImage : kFeatures;
}

bool InputProviderOptions::is_sized() const {
  return payload == "sized" || (payload == "auto" && providers > kMostReal);
}

}  // namespace fathom
