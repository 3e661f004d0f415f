#include "actors/network/network_setting.hpp"

#include <algorithm>
#include <tuple>

#include "actors/network/unit_text.hpp"
#include "metrics/errors.hpp"

namespace fathom {

namespace {

using Property = NetworkSetting::Property;
using Width = HostSelector::Width;

[[noreturn]] void refuse(std::string_view where, const std::string& why) {
  throw UserError("network: in '" + std::string(where) + "', " + why);
}

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
    refuse(where, "'" + std::string(hosts) + "' is for all hosts; leave it and the dot out");
  }
  return target;
}

std::vector<NetworkSetting> latency(const Target& target, std::string_view value,
                                    std::string_view where) {
  if (target.has_host) {
    refuse(where, "a latency belongs to an ordered pair of hosts; write it as server>" +
                      target.from.text() + "." + std::string(target.name) + "=...");
  }
  const std::int64_t ns = parse_duration(value, where).count();
  if (target.name != "rtt") return {{Property::latency, target.from, target.to, ns}};
  if (ns % 2 != 0) {
    refuse(where,
           "half of the round trip, the one-way latency, is not a whole number of nanoseconds");
  }
  if (target.from == target.to) return {{Property::latency, target.from, target.to, ns / 2}};
  return {{Property::latency, target.from, target.to, ns / 2},
          {Property::latency, target.to, target.from, ns / 2}};
}

std::vector<NetworkSetting> host_rate(const Target& target, std::string_view value,
                                      std::string_view where) {
  if (target.is_pair) {
    refuse(where, "'" + std::string(target.name) +
                      "' belongs to one host; the rate of a pair is its cap, as in "
                      "server0>server1.cap=10Mbit/s");
  }
  const std::int64_t rate = parse_bandwidth(value, where).bits_per_s();
  std::vector<NetworkSetting> settings;
  if (target.name != "down") settings.push_back({Property::up, target.from, {}, rate});
  if (target.name != "up") settings.push_back({Property::down, target.from, {}, rate});
  return settings;
}

NetworkSetting cap(const Target& target, std::string_view value, std::string_view where) {
  if (!target.is_pair) {
    refuse(where, "a cap belongs to an ordered pair of hosts, as in server0>server1.cap=10Mbit/s");
  }
  return {Property::cap, target.from, target.to, parse_bandwidth(value, where).bits_per_s()};
}

std::string_view name_of(Property property) {
  constexpr std::string_view kNames[] = {"one_way_latency", "up", "down", "cap"};
  return kNames[static_cast<std::size_t>(property)];
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
  std::string result;
  const bool of_pair = property == Property::latency || property == Property::cap;
  if (!is_general()) result = from.text() + (of_pair ? ">" + to.text() : "") + ".";
  result += std::string(name_of(property)) + "=";
  return result + (property == Property::latency ? to_text(SimDuration{value})
                                                 : to_text(Bandwidth::bits_per_s(value)));
}

std::vector<NetworkSetting> parse_network_setting(std::string_view assignment) {
  const std::size_t equals = assignment.find('=');
  if (equals == std::string_view::npos) {
    refuse(assignment, "there is no '='; write an assignment such as latency=20ms");
  }
  const Target target = parse_target(assignment.substr(0, equals), assignment);
  const std::string_view value = assignment.substr(equals + 1);
  if (target.name == "latency" || target.name == "one_way_latency" || target.name == "rtt") {
    return latency(target, value, assignment);
  }
  if (target.name == "bandwidth" || target.name == "up" || target.name == "down") {
    return host_rate(target, value, assignment);
  }
  if (target.name == "cap") return {cap(target, value, assignment)};
  refuse(assignment,
         "'" + std::string(target.name) +
             "' is not known; write latency (one way), rtt (round trip), bandwidth, up, "
             "down or cap");
}

}  // namespace fathom
