#include "experiments/options.hpp"

#include <fmt/format.h>

#include "metrics/columns.hpp"
#include "metrics/errors.hpp"

namespace fathom {
namespace {

constexpr int kNarrowBits = 16;
constexpr int kNarrowFieldBits = 13;
constexpr int kWideBits = 32;
constexpr int kNarrowIntegral = 8;
constexpr int kWideIntegral = 16;

Delivery delivery_named(const std::string& option, const std::string& name) {
  if (name == "full") return Delivery::full;
  if (name == "seeded") return Delivery::seeded;
  throw UserError(fmt::format("{} is full or seeded, not '{}'", option, name));
}

Likelihoods likelihoods_named(const std::string& name) {
  for (const Likelihoods which : {Likelihoods::both, Likelihoods::one, Likelihoods::permuted,
                                  Likelihoods::server, Likelihoods::none}) {
    if (to_string(which) == name) return which;
  }
  throw UserError(
      fmt::format("--likelihoods is both, one, permuted, server or none, not '{}'", name));
}

std::string_view to_string(Delivery delivery) {
  return delivery == Delivery::full ? "full" : "seeded";
}

}  // namespace

void NetworkOptions::add_to(CLI::App& app) {
  const auto group = app.add_option_group("Network and time");
  group->add_option("--network", network, NetworkSpec::help())
      ->capture_default_str()
      ->type_name("NAME|LINE");
  group->add_option("--latency", latency, "One-way latency between all hosts, for example 20ms")
      ->type_name("TIME");
  group
      ->add_option("--bandwidth", bandwidth,
                   "Rate of all hosts, up and down, for example 100Mbit/s")
      ->type_name("RATE");
  group
      ->add_option("--set", overrides,
                   "Change one thing, for example producer.up=10Mbit/s or "
                   "server0>server1.latency=5ms")
      ->type_name("WHERE.WHAT=VALUE");
  group
      ->add_option("--compute", compute,
                   "How compute takes virtual time: free, modelled (built-in table, the same on "
                   "every machine) or measured (this machine)")
      ->capture_default_str()
      ->type_name("MODEL");
}

NetworkSpec NetworkOptions::resolve() const {
  NetworkSpec spec = NetworkSpec::parse(network);
  if (!latency.empty()) spec.set("latency=" + latency);
  if (!bandwidth.empty()) spec.set("bandwidth=" + bandwidth);
  for (const std::string& assignment : overrides) spec.set(assignment);
  return spec;
}

void ProtocolOptions::add_to(CLI::App& app) {
  const auto group = app.add_option_group("Protocol");
  group
      ->add_option("--ring", ring,
                   "z64, z128, q121 (the reference's prime), m61 or m127 (Mersenne primes)")
      ->capture_default_str()
      ->type_name("RING");
  group
      ->add_option("--fractional-bits", fractional_bits,
                   "Fractional bits of a value; by default 16 for z64, 13 for m61, 32 for "
                   "the wider rings")
      ->type_name("BITS");
  group->add_option("--material", material, "Correlated randomness: full shares, or seeded")
      ->capture_default_str()
      ->type_name("DELIVERY");
  group->add_option("--inputs", inputs, "Input shares: full, or seeded")
      ->capture_default_str()
      ->type_name("DELIVERY");
  group->add_option("--openings", openings, "Independent openings together in one round, or apart")
      ->capture_default_str()
      ->type_name("ORDER");
  group
      ->add_option("--likelihoods", likelihoods,
                   "Who learns a training batch's scores: both servers, one (server 0), permuted "
                   "(server 0, in orders it does not know), server (a third server, likewise) or "
                   "none")
      ->capture_default_str()
      ->type_name("WHO");
  group
      ->add_option("--window", window,
                   "Pieces of material on their way or unused at a server; 0 is no limit")
      ->capture_default_str()
      ->type_name("N");
}

Settings ProtocolOptions::resolve() const {
  Settings settings;
  settings.ring = &ring_named(ring);
  if (settings.ring->id == RingId::reals) {
    throw UserError("--ring reals has no shares; take z64, z128, q121, m61 or m127");
  }
  if (settings.ring->bits > 128) {
    throw UserError(fmt::format(
        "--ring {} is for the field switch alone; take z64, z128, q121, m61 or m127", ring));
  }
  const bool narrow = settings.ring->bits <= 64;
  settings.fractional_bits = fractional_bits;
  if (fractional_bits == 0) {
    settings.fractional_bits = narrow ? kNarrowBits : kWideBits;
    if (settings.ring->id == RingId::m61) settings.fractional_bits = kNarrowFieldBits;
  }
  settings.integral_bits = narrow ? kNarrowIntegral : kWideIntegral;
  settings.material = delivery_named("--material", material);
  settings.inputs = delivery_named("--inputs", inputs);
  if (openings != "together" && openings != "apart") {
    throw UserError(fmt::format("--openings is together or apart, not '{}'", openings));
  }
  settings.together = openings == "together";
  settings.likelihoods = likelihoods_named(likelihoods);
  if (window < 0) {
    throw UserError(fmt::format("--window is 0 (no limit) or more, not {}", window));
  }
  settings.window = window;
  return settings;
}

std::string variant_name(const Settings& settings) {
  return fmt::format("{} material={} inputs={} likelihoods={} window={}",
                     settings.together ? "together" : "apart", to_string(settings.material),
                     to_string(settings.inputs), to_string(settings.likelihoods), settings.window);
}

void OutputOptions::add_to(CLI::App& app) {
  const auto group = app.add_option_group("Output");
  group->add_option("--out", directory, "Directory for the tables, as CSV files")->type_name("DIR");
  group
      ->add_option(
          "--table", table,
          "Print one table on standard output: " +
              [] {
                std::string names;
                for (const TableSpec& spec : table_specs()) {
                  names += (names.empty() ? "" : ", ") + std::string(spec.name);
                }
                return names;
              }())
      ->type_name("NAME");
  group->add_flag("--per-step", per_step, "Rows per step, with the column step");
  group->add_flag("--predict-only", predict_only,
                  "Predict all costs from formulas; nothing is run and no data is read");
}

void OutputOptions::check() const {
  if (!table.empty()) static_cast<void>(empty_table(table));
}

}  // namespace fathom
