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

/// The value that `name` stands for among those of an option.
template <class T>
struct Choice {
  std::string_view name;
  T value;
};

template <class T, std::size_t count>
T chosen(std::string_view option, const Choice<T> (&choices)[count], const std::string& name) {
  std::string names;
  for (std::size_t i = 0; i < count; ++i) {
    if (choices[i].name == name) return choices[i].value;
    names += fmt::format("{}{}", i == 0 ? "" : i + 1 < count ? ", " : " or ", choices[i].name);
  }
  throw UserError(fmt::format("{} is {}, not '{}'", option, names, name));
}

template <class T, std::size_t count>
std::string_view name_of(const Choice<T> (&choices)[count], T value) {
  for (const Choice<T>& choice : choices) {
    if (choice.value == value) return choice.name;
  }
  return "";
}

constexpr Choice<Delivery> kMaterial[] = {{"full", Delivery::full}, {"seeded", Delivery::seeded}};
constexpr Choice<Delivery> kInputs[] = {
    {"full", Delivery::full}, {"seeded", Delivery::seeded}, {"masked", Delivery::masked}};
constexpr Choice<bool> kElements[] = {{"padded", false}, {"packed", true}};
constexpr Choice<Supply> kSupply[] = {
    {"ahead", Supply::ahead}, {"streamed", Supply::streamed}, {"on_demand", Supply::on_demand}};
constexpr Choice<Corrections> kCorrections[] = {{"server1", Corrections::server1},
                                                {"alternating", Corrections::alternating}};

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
  group
      ->add_option(
          "--inputs", inputs,
          "Input shares: full, seeded, or masked (the first layer's data needs no opening)")
      ->capture_default_str()
      ->type_name("DELIVERY");
  group->add_option("--openings", openings, "Independent openings together in one round, or apart")
      ->capture_default_str()
      ->type_name("ORDER");
  group
      ->add_option("--likelihoods", likelihoods,
                   "Who learns a training batch's scores: one (server 0) or both servers")
      ->capture_default_str()
      ->type_name("WHO");
  group
      ->add_option("--elements", elements,
                   "Elements on the wire: padded to machine words, or packed to the ring's bits")
      ->capture_default_str()
      ->type_name("FORM");
  group
      ->add_option("--supply", supply,
                   "When material is sent: ahead (no limit), streamed (a window of credits) or "
                   "on_demand (asked for piece by piece)")
      ->capture_default_str()
      ->type_name("WHEN");
  group
      ->add_option("--window", window,
                   "Streamed supply: pieces of material on their way or unused at a server, by "
                   "default 32; 0 is no limit, as --supply ahead")
      ->type_name("N");
  group
      ->add_option("--corrections", corrections,
                   "Who receives the corrections of seeded material: server1, or alternating by "
                   "step")
      ->capture_default_str()
      ->type_name("WHO");
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
  settings.material = chosen("--material", kMaterial, material);
  settings.inputs = chosen("--inputs", kInputs, inputs);
  if (openings != "together" && openings != "apart") {
    throw UserError(fmt::format("--openings is together or apart, not '{}'", openings));
  }
  settings.together = openings == "together";
  if (likelihoods != "one" && likelihoods != "both") {
    throw UserError(fmt::format("--likelihoods is one or both, not '{}'", likelihoods));
  }
  settings.likelihoods = likelihoods == "one" ? Likelihoods::one : Likelihoods::both;
  resolve_system(settings);
  return settings;
}

void ProtocolOptions::resolve_system(Settings& settings) const {
  settings.packed = chosen("--elements", kElements, elements);
  settings.supply = chosen("--supply", kSupply, supply);
  settings.corrections = chosen("--corrections", kCorrections, corrections);
  if (settings.corrections == Corrections::alternating && settings.material == Delivery::full) {
    throw UserError(
        "--corrections alternating goes with --material seeded: in full both servers receive as "
        "much");
  }
  if (!window) return;
  if (*window < 0) {
    throw UserError(fmt::format("--window is 0 (no limit) or more, not {}", *window));
  }
  if (settings.supply != Supply::streamed) {
    throw UserError(fmt::format("--window {} goes with --supply streamed: {}", *window,
                                settings.supply == Supply::ahead
                                    ? "ahead, the producer waits for nobody"
                                    : "on demand, every piece is asked for"));
  }
  settings.window = *window;
  if (*window == 0) settings.supply = Supply::ahead;
}

std::string variant_name(const Settings& settings) {
  std::string name = fmt::format(
      "{} material={} inputs={} likelihoods={} supply={}", settings.together ? "together" : "apart",
      name_of(kMaterial, settings.material), name_of(kInputs, settings.inputs),
      settings.likelihoods == Likelihoods::one ? "one" : "both", name_of(kSupply, settings.supply));
  if (settings.supply == Supply::streamed) name += fmt::format(" window={}", settings.window);
  if (settings.packed) name += " elements=packed";
  if (settings.corrections == Corrections::alternating) name += " corrections=alternating";
  return name;
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
