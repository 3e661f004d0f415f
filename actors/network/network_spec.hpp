#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/network/network_change.hpp"
#include "actors/network/network_setting.hpp"
#include "metrics/compute.hpp"
#include "metrics/framing.hpp"
#include "metrics/units.hpp"

namespace fathom {

/// The network that the user describes: for each host the rate up (egress) and down (ingress), its
/// speed, cores, machine and card, for each ordered pair the one-way latency and perhaps jitter,
/// loss and a cap, and how connections behave. Hosts are called server0, server1, producer,
/// receiver, provider0, ..., likelihood; a setting is for all hosts, for a role, or for one host,
/// and the narrowest one that matches counts.
///
///     auto network = NetworkSpec::parse("latency=20ms,bandwidth=100Mbit/s");
///     network.set("producer.up=10Mbit/s");
///     network.set("server0>server1.latency=5ms");
///
/// Keys: those of `NetworkProperty`, `latency` for `one_way_latency`, `rtt` (round trip; halved,
/// both ways) and `bandwidth` (up and down). Values as in `unit_text.hpp`.
class NetworkSpec {
 public:
  /// The ideal network: no latency, no limits; model `tcp`.
  NetworkSpec();

  /// Another network changed, under a name.
  NetworkSpec(std::string name, NetworkSpec base, const NetworkChange& change);

  /// Reads a preset's name, or that of a file (`network_file.hpp`), or one line of assignments
  /// separated by commas, or a name and then assignments. What is left open is ideal. Throws
  /// UserError.
  static NetworkSpec parse(std::string_view description);

  /// The same, of the model `plain` unless the description names another: for tests, which reason
  /// in rounds times latency.
  static NetworkSpec plain(std::string_view description);

  /// The same under another name: of a network whose resolved line was written down.
  static NetworkSpec parse(std::string_view description, std::string name);

  /// Changes one or several settings, separated by commas. A key without hosts is for all hosts and
  /// replaces every narrower setting of its kind; within one line it must come before those. Throws
  /// UserError and then changes nothing.
  void set(std::string_view assignments);

  /// Changes what is set of a property, for all hosts, roles, hosts and pairs alike; what-if
  /// studies ask for it. The value is as `NetworkProperty` says.
  void change_all(NetworkProperty property,
                  const std::function<std::int64_t(std::int64_t)>& change);

  [[nodiscard]] SimDuration latency(std::string_view from, std::string_view to) const;  ///< one way
  [[nodiscard]] Bandwidth up(std::string_view host) const;
  [[nodiscard]] Bandwidth down(std::string_view host) const;
  [[nodiscard]] Bandwidth cap(std::string_view from, std::string_view to) const;
  [[nodiscard]] SimDuration jitter(std::string_view from, std::string_view to) const;
  /// Segments lost, in billionths.
  [[nodiscard]] std::int64_t loss(std::string_view from, std::string_view to) const;
  [[nodiscard]] HostPower power(std::string_view host) const;
  /// The machine that a host shares with those that name the same; empty: it has its own.
  [[nodiscard]] std::string_view machine(std::string_view host) const;
  /// Whether it has its network card to itself.
  [[nodiscard]] NetworkCard card(std::string_view host) const;

  [[nodiscard]] NetworkModel model() const;
  [[nodiscard]] Bytes window() const;  ///< the greatest of a connection of model `tcp`
  [[nodiscard]] Transport transport() const;

  /// Everything in one line that parses again to the same network; equal for equal networks.
  [[nodiscard]] std::string resolved() const;

  /// The preset's or the file's name, with `-changed` if anything was set since, or `custom`.
  [[nodiscard]] std::string_view name() const { return name_; }

  static std::vector<std::string_view> preset_names();

  /// What to write, and a line for each preset with its figures and their source.
  static std::string help();

 private:
  using Property = NetworkProperty;

  void apply(const NetworkChange& change);
  void rename_changed();
  void store(const NetworkSetting& setting);
  [[nodiscard]] const NetworkSetting& find(Property property, std::string_view from,
                                           std::string_view to) const;

  std::string name_ = "ideal";
  std::vector<NetworkSetting> settings_;  ///< each target once; a general one for each property
};

}  // namespace fathom
