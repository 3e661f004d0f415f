#include "actors/network/network_setting.hpp"

#include <algorithm>
#include <tuple>

#include "actors/network/refusal.hpp"
#include "actors/network/unit_text.hpp"

namespace fathom {

namespace {

using Property = NetworkProperty;
using Width = HostSelector::Width;

/// What stands before `=`: nothing, a host or a pair, and a name.
struct Target {
  bool has_host = false;
  bool is_pair = false;
  HostSelector from;
  HostSelector to;
  std::string_view name;
};

Target parse_target(std::string_view text, std::string_view where) {
  Target target;
  const std::size_t dot = text.rfind('.');
  target.name = dot == std::string_view::npos ? text : text.substr(dot + 1);
  if (dot == std::string_view::npos) return target;
  const std::string_view hosts = text.substr(0, dot);
  const std::size_t arrow = hosts.find('>');
  target.is_pair = arrow != std::string_view::npos;
  target.has_host = !target.is_pair;
  target.from = HostSelector::parse(hosts.substr(0, arrow), where);
  if (target.is_pair) target.to = HostSelector::parse(hosts.substr(arrow + 1), where);
  if (target.from.width() == Width::all && target.to.width() == Width::all) {
    refuse_in(where, quoted_text(hosts) + " is for all hosts; leave it and the dot out");
  }
  return target;
}

/// Whether the target is of a kind that the property can belong to.
void check_scope(const Target& target, const PropertyKind& kind, std::string_view where) {
  const std::string name(target.name);
  if (kind.scope == PropertyScope::network && (target.has_host || target.is_pair)) {
    refuse_in(where, "'" + name + "' is for the whole network; write " + name + "=...");
  }
  if (kind.scope == PropertyScope::host && target.is_pair) {
    refuse_in(where, "'" + name + "' belongs to one host" +
                         (kind.property == Property::up || kind.property == Property::down
                              ? "; the rate of a pair is its cap, as in "
                                "server0>server1.cap=10Mbit/s"
                              : ", as in producer." + name + "=..."));
  }
  if (kind.scope == PropertyScope::pair && target.has_host) {
    refuse_in(where, "a " + name + " belongs to an ordered pair of hosts; write it as server>" +
                         target.from.text() + "." + name + "=...");
  }
}

std::vector<NetworkSetting> round_trip(const Target& target, std::string_view value,
                                       std::string_view where) {
  const std::int64_t ns = parse_duration(value, where).count();
  if (ns % 2 != 0) {
    refuse_in(where,
              "half of the round trip, the one-way latency, is not a whole number of nanoseconds");
  }
  const NetworkSetting there{Property::latency, target.from, target.to, ns / 2, {}};
  if (target.from == target.to) return {there};
  return {there, {Property::latency, target.to, target.from, ns / 2, {}}};
}

NetworkSetting machine(const Target& target, std::string_view value, std::string_view where) {
  constexpr std::size_t kLongest = 64;
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  };
  if (value.empty() || value.size() > kLongest || !std::ranges::all_of(value, allowed)) {
    refuse_in(where,
              quoted_text(value) + " is no name of a machine; write letters, digits, _ and -");
  }
  return {Property::machine, target.from, {}, 0, std::string(value)};
}

/// Null for a name that stands for no property, or for several.
const PropertyKind* kind_named(std::string_view name) {
  if (name == "latency") return &kind_of(Property::latency);
  const auto kinds = property_kinds();
  const auto found = std::ranges::find(kinds, name, &PropertyKind::name);
  return found == kinds.end() ? nullptr : &*found;
}

std::vector<NetworkSetting> settings_of(const Target& target, std::string_view value,
                                        std::string_view where) {
  if (target.name == "rtt") {
    check_scope(target, kind_of(Property::latency), where);
    return round_trip(target, value, where);
  }
  if (target.name == "bandwidth") {
    check_scope(target, kind_of(Property::up), where);
    const std::int64_t rate = kind_of(Property::up).parse(value, where);
    return {{Property::up, target.from, {}, rate, {}}, {Property::down, target.from, {}, rate, {}}};
  }
  const PropertyKind* kind = kind_named(target.name);
  if (kind == nullptr) {
    refuse_in(where,
              quoted_text(target.name) +
                  " is not known; write latency (one way), rtt (round trip), bandwidth, "
                  "up, down, cap, jitter, loss, speed, cores, machine, card, model, window or "
                  "tls");
  }
  check_scope(target, *kind, where);
  if (kind->property == Property::machine) return {machine(target, value, where)};
  return {{kind->property, target.from, target.to, kind->parse(value, where), {}}};
}

int ends_of(const NetworkSetting& setting, Width width) {
  return static_cast<int>(setting.from.width() == width) +
         static_cast<int>(setting.to.width() == width);
}

}  // namespace

bool NetworkSetting::is_general() const {
  return from.width() == Width::all && to.width() == Width::all;
}

bool NetworkSetting::same_target(const NetworkSetting& other) const {
  return std::tie(property, from, to) == std::tie(other.property, other.from, other.to);
}

bool NetworkSetting::matches(std::string_view from_host, std::string_view to_host) const {
  return from.matches(from_host) && to.matches(to_host);
}

bool NetworkSetting::narrower_than(const NetworkSetting& other) const {
  const auto rank = [](const NetworkSetting& setting) {
    return std::tuple(ends_of(setting, Width::host), ends_of(setting, Width::role),
                      setting.from.width());
  };
  return rank(*this) > rank(other);
}

std::string NetworkSetting::text() const {
  const PropertyKind& kind = kind_of(property);
  std::string result;
  if (!is_general()) {
    result = from.text() + (kind.scope == PropertyScope::pair ? ">" + to.text() : "") + ".";
  }
  result += std::string(kind.name) + "=";
  return result + (property == Property::machine ? machine : kind.text(value));
}

std::vector<NetworkSetting> parse_network_setting(std::string_view assignment) {
  const std::size_t equals = assignment.find('=');
  if (equals == std::string_view::npos) {
    refuse_in(assignment, "there is no '='; write an assignment such as latency=20ms");
  }
  const Target target = parse_target(assignment.substr(0, equals), assignment);
  return settings_of(target, assignment.substr(equals + 1), assignment);
}

}  // namespace fathom
