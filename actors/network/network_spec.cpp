#include "actors/network/network_spec.hpp"

#include <algorithm>
#include <cstdint>
#include <tuple>

#include "actors/network/comma_items.hpp"
#include "actors/network/network_file.hpp"
#include "actors/network/network_presets.hpp"
#include "actors/network/refusal.hpp"
#include "actors/network/unit_text.hpp"
#include "metrics/errors.hpp"

namespace fathom {

namespace {

NetworkSpec preset_named(std::string_view name) {
  const auto presets = network_presets();
  const auto found = std::find_if(presets.begin(), presets.end(),
                                  [&](const NetworkPreset& preset) { return preset.name == name; });
  if (found != presets.end()) {
    return NetworkSpec(std::string(name), NetworkSpec(), NetworkChange::parse(found->line));
  }
  std::string choices;
  for (const NetworkPreset& preset : presets) choices += std::string(preset.name) + ", ";
  throw UserError(
      "network: " + quoted_text(name) + " is no preset; write one of " + choices +
      "the path of a TOML file, or a description such as latency=20ms,bandwidth=100Mbit/s");
}

/// What every resolved line says, beside the rates; of the rest, what is not as it was at first.
bool is_always_said(const NetworkSetting& general) {
  return general.property == NetworkProperty::latency ||
         general.property == NetworkProperty::model || !general.machine.empty() ||
         general.value != kind_of(general.property).initial;
}

}  // namespace

NetworkSpec::NetworkSpec() {
  for (const PropertyKind& kind : property_kinds()) {
    settings_.push_back({kind.property, {}, {}, kind.initial, {}});
  }
}

NetworkSpec::NetworkSpec(std::string name, NetworkSpec base, const NetworkChange& change)
    : NetworkSpec(std::move(base)) {
  apply(change);
  name_ = std::move(name);
}

NetworkSpec NetworkSpec::parse(std::string_view description) {
  const std::string_view line = trimmed(description);
  if (is_network_file(line)) return read_network_file(line);
  const std::string_view first = comma_items(line).front();
  if (first.find('=') != std::string_view::npos) {
    return NetworkSpec("custom", NetworkSpec(), NetworkChange::parse(line));
  }
  NetworkSpec spec = is_network_file(first) ? read_network_file(first) : preset_named(first);
  if (first.size() < line.size()) spec.set(line.substr(line.find(',') + 1));
  return spec;
}

NetworkSpec NetworkSpec::plain(std::string_view description) {
  NetworkSpec spec = parse(description);
  const bool is_named = description.find("model=") != std::string_view::npos;
  if (!is_named) spec.apply(NetworkChange::parse("model=plain"));
  return spec;
}

NetworkSpec NetworkSpec::parse(std::string_view description, std::string name) {
  NetworkSpec spec = parse(description);
  spec.name_ = std::move(name);
  return spec;
}

void NetworkSpec::set(std::string_view assignments) {
  apply(NetworkChange::parse(assignments));
  rename_changed();
}

void NetworkSpec::change_all(Property property,
                             const std::function<std::int64_t(std::int64_t)>& change) {
  for (NetworkSetting& setting : settings_) {
    if (setting.property == property) setting.value = change(setting.value);
  }
  rename_changed();
}

void NetworkSpec::rename_changed() {
  if (name_ != "custom" && !name_.ends_with("-changed")) name_ += "-changed";
}

SimDuration NetworkSpec::latency(std::string_view from, std::string_view to) const {
  return SimDuration{find(Property::latency, from, to).value};
}

Bandwidth NetworkSpec::up(std::string_view host) const {
  return Bandwidth::bits_per_s(find(Property::up, host, {}).value);
}

Bandwidth NetworkSpec::down(std::string_view host) const {
  return Bandwidth::bits_per_s(find(Property::down, host, {}).value);
}

Bandwidth NetworkSpec::cap(std::string_view from, std::string_view to) const {
  return Bandwidth::bits_per_s(find(Property::cap, from, to).value);
}

SimDuration NetworkSpec::jitter(std::string_view from, std::string_view to) const {
  return SimDuration{find(Property::jitter, from, to).value};
}

std::int64_t NetworkSpec::loss(std::string_view from, std::string_view to) const {
  return find(Property::loss, from, to).value;
}

HostPower NetworkSpec::power(std::string_view host) const {
  return {find(Property::speed, host, {}).value, find(Property::cores, host, {}).value};
}

std::string_view NetworkSpec::machine(std::string_view host) const {
  return find(Property::machine, host, {}).machine;
}

NetworkCard NetworkSpec::card(std::string_view host) const {
  return static_cast<NetworkCard>(find(Property::card, host, {}).value);
}

NetworkModel NetworkSpec::model() const {
  return static_cast<NetworkModel>(find(Property::model, {}, {}).value);
}

Bytes NetworkSpec::window() const { return Bytes{find(Property::window, {}, {}).value}; }

Transport NetworkSpec::transport() const {
  return Transport{.tls = find(Property::tls, {}, {}).value != 0};
}

std::string NetworkSpec::resolved() const {
  const Bandwidth general_up = up({});
  const bool symmetric = general_up == down({});
  std::string result;
  for (const NetworkSetting& setting : settings_) {
    const bool is_rate = setting.property == Property::up || setting.property == Property::down;
    if (setting.is_general() && is_rate && symmetric) {
      if (setting.property == Property::up) result += ",bandwidth=" + to_text(general_up);
    } else if (!setting.is_general() || is_rate || is_always_said(setting)) {
      result += "," + setting.text();
    }
  }
  return result.substr(1);
}

std::vector<std::string_view> NetworkSpec::preset_names() {
  std::vector<std::string_view> names;
  for (const NetworkPreset& preset : network_presets()) names.push_back(preset.name);
  return names;
}

std::string NetworkSpec::help() {
  std::string result =
      "A preset, a TOML file (FILE.toml), or a line such as\n"
      "latency=20ms,bandwidth=100Mbit/s,producer.up=10Mbit/s with latency (one way) or rtt (round\n"
      "trip, halved), jitter, loss (0.1%), bandwidth (up and down), up, down, speed, cores,\n"
      "machine, card (own, on a machine); server0>server1.latency, .jitter, .loss or .cap for an "
      "ordered pair; model (tcp "
      "or\n"
      "plain), window (the greatest, 3MiB), tls (on or off). A preset or a file may be followed "
      "by\n"
      "changes: wan,tls=on. Presets (latencies are one way):\n";
  std::size_t width = 0;
  for (const NetworkPreset& preset : network_presets()) {
    width = std::max(width, preset.name.size());
  }
  for (const NetworkPreset& preset : network_presets()) {
    std::string name(preset.name);
    name.resize(width, ' ');
    result += "  " + name + "  " + std::string(preset.line) + "\n" + std::string(width + 4, ' ') +
              std::string(preset.source) + "\n";
  }
  return result;
}

void NetworkSpec::apply(const NetworkChange& change) {
  for (const NetworkSetting& setting : change.settings()) store(setting);
}

/// Keeps the settings in one order, those for all hosts first, so that `resolved` is canonical.
void NetworkSpec::store(const NetworkSetting& setting) {
  std::erase_if(settings_, [&](const NetworkSetting& known) {
    return known.same_target(setting) ||
           (setting.is_general() && known.property == setting.property);
  });
  const auto order = [](const NetworkSetting& s) {
    return std::tuple(!s.is_general(), s.property, s.from.width(), std::string_view(s.from.text()),
                      std::string_view(s.to.text()));
  };
  const auto place =
      std::find_if(settings_.begin(), settings_.end(),
                   [&](const NetworkSetting& known) { return order(setting) < order(known); });
  settings_.insert(place, setting);
}

const NetworkSetting& NetworkSpec::find(Property property, std::string_view from,
                                        std::string_view to) const {
  const NetworkSetting* best = nullptr;
  for (const NetworkSetting& setting : settings_) {
    if (setting.property != property || !setting.matches(from, to)) continue;
    if (best == nullptr || setting.narrower_than(*best)) best = &setting;
  }
  ensure(best != nullptr, "network: a property has no general setting");
  return *best;
}

}  // namespace fathom
