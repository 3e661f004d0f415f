#include "experiments/options.hpp"

#include <fmt/format.h>

#include "experiments/calibration/cost_file.hpp"
#include "metrics/columns.hpp"
#include "metrics/errors.hpp"
#include "protocol/variants.hpp"

namespace fathom {
namespace {

std::string choices_of(const VariantKey& key) {
  std::string text = fmt::format("Variant, {}: ", key.meaning);
  for (const VariantChoice& choice : key.choices) {
    text += fmt::format("{}{} ({})", &choice == key.choices.data() ? "" : "; ", choice.name,
                        choice.meaning);
  }
  return text;
}

}  // namespace

void NetworkOptions::add_to(CLI::App& app) {
  const auto group = app.add_option_group("Network and time");
  group->add_option("--network", network, NetworkSpec::help())
      ->capture_default_str()
      ->type_name("NAME|LINE|FILE");
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
  group
      ->add_option("--costs", costs,
                   "What work costs on another machine, as calibrate writes it, for --compute "
                   "modelled")
      ->type_name("FILE");
  group->final_callback([this] {
    static_cast<void>(network == kAsRecorded ? resolve(NetworkSpec{}) : resolve());
    if (compute != kAsRecorded) static_cast<void>(resolve_compute());
    static_cast<void>(resolve_costs());
  });
}

std::shared_ptr<const CostTable> NetworkOptions::resolve_costs() const {
  if (costs.empty()) return nullptr;
  if (compute == "modelled" || compute == kAsRecorded) return read_costs(costs);
  throw UserError(fmt::format("--costs goes with --compute modelled, not {}", compute));
}

std::string NetworkOptions::compute_name() const {
  return to_string(resolve_compute(), resolve_costs().get());
}

NetworkSpec NetworkOptions::resolve() const { return resolve(NetworkSpec::parse(network)); }

NetworkSpec NetworkOptions::resolve(NetworkSpec spec) const {
  if (!latency.empty()) spec.set("latency=" + latency);
  if (!bandwidth.empty()) spec.set("bandwidth=" + bandwidth);
  for (const std::string& assignment : overrides) spec.set(assignment);
  return spec;
}

void ProtocolOptions::add_to(CLI::App& app) {
  const auto group = app.add_option_group("Protocol");
  group
      ->add_option("--ring", ring,
                   "z64, z128, or a prime field: q121 (the reference's), m61 (2^61-1), m127 "
                   "(2^127-1)")
      ->capture_default_str()
      ->type_name("RING");
  group
      ->add_option(
          "--fractional-bits", fractional_bits,
          "Fractional bits of a value; by default 16 for z64, 13 for m61, 32 for the wider "
          "rings")
      ->type_name("BITS");
  group
      ->add_option("--kappa", kappa,
                   "Statistical security, in bits a value, of truncation=gap and of switches "
                   "between rings")
      ->capture_default_str()
      ->type_name("BITS");
  group
      ->add_option("--window", window,
                   "Streamed supply: pieces of material on their way or unused at a server, by "
                   "default 64; 0 is no limit, as --supply ahead")
      ->type_name("N");
  group
      ->add_option("--variant", variant,
                   "The protocol in a line: short names and key=value, separated by commas; see "
                   "--list-variants")
      ->type_name("LINE");
  group->add_flag("--list-variants", list_variants,
                  "Print the short names and all keys with their choices, and stop");
  for (const VariantKey& key : variant_keys()) {
    const std::string name(key.name);
    group->add_option("--" + name, choices[name], choices_of(key))->type_name("CHOICE");
  }
  group->final_callback([this] {
    if (!list_variants) static_cast<void>(resolve());
  });
}

void print_variants(std::ostream& out) {
  for (const NamedVariant& variant : named_variants()) {
    out << fmt::format("{:<16} {}\n{:<16} = {}\n", variant.name, variant.meaning, "", variant.line);
  }
  const Settings defaults;
  for (const VariantKey& key : variant_keys()) {
    for (const VariantChoice& choice : key.choices) {
      out << fmt::format("{}={:<{}} {}: {}{}\n", key.name, choice.name,
                         31 - static_cast<int>(key.name.size()), key.meaning, choice.meaning,
                         choice.is_chosen(defaults) ? " (default)" : "");
    }
  }
}

Settings ProtocolOptions::resolve() const {
  Settings settings;
  use_ring(settings, ring_named(ring), fractional_bits);
  const bool by_default = variant.empty() && (trains || predicts);
  const std::string_view line =
      predicts ? prediction_variant(*settings.ring) : training_variant(*settings.ring);
  apply_variant(settings, by_default ? line : variant);
  for (const auto& [key, value] : choices) {
    if (!value.empty()) apply_choice(settings, key, value);
  }
  // What goes with the default's seeded material alone does not stand in the way of another.
  if (by_default && settings.material == Delivery::full && choices.at("corrections").empty()) {
    settings.corrections = Corrections::server1;
  }
  settings.kappa = kappa;
  resolve_window(settings);
  check_variant(settings);
  return settings;
}

void ProtocolOptions::resolve_window(Settings& settings) const {
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

void OutputOptions::add_tables_to(CLI::App& app) {
  app.add_option("--out", directory, "Directory for the tables, as CSV files")->type_name("DIR");
  std::string names;
  for (const TableSpec& spec : table_specs()) {
    names += (names.empty() ? "" : ", ") + std::string(spec.name);
  }
  app.add_option("--table", table, "Print one table on standard output: " + names)
      ->type_name("NAME");
}

void OutputOptions::add_timeline_to(CLI::App& app) {
  app.add_option("--timeline", timeline,
                 "Write what every party did, message by message, for Perfetto (ui.perfetto.dev); "
                 "up to 250,000 messages")
      ->type_name("FILE");
}

void OutputOptions::add_to(CLI::App& app) {
  const auto group = app.add_option_group("Output");
  add_tables_to(*group);
  group->add_flag("--per-step", per_step, "Rows per step, with the column step");
  group->add_flag("--predict-only", predict_only,
                  "Predict all costs from formulas; nothing is run and no data is read");
  group
      ->add_option("--record", record,
                   "Write a trace of the run, which replay plays on other networks")
      ->type_name("FILE");
  add_timeline_to(*group);
  group->final_callback([this] { check(); });
}

void OutputOptions::check() const {
  if (!table.empty()) static_cast<void>(empty_table(table));
  if (!record.empty() && predict_only) {
    throw UserError("--record needs a run; leave --predict-only out");
  }
  if (!timeline.empty() && predict_only) {
    throw UserError("--timeline needs a run; leave --predict-only out");
  }
}

}  // namespace fathom
