#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "actors/network/host_selector.hpp"
#include "actors/network/network_property.hpp"

namespace fathom {

/// One value of a network's description: what it is, for which hosts, and how much. What belongs to
/// one host uses `from` alone, and `to` is then all hosts.
struct NetworkSetting {
  NetworkProperty property = NetworkProperty::latency;
  HostSelector from;
  HostSelector to;
  std::int64_t value = 0;  ///< as `NetworkProperty` says
  std::string machine;     ///< the value of that property alone; empty: one of its own

  [[nodiscard]] bool is_general() const;
  [[nodiscard]] bool same_target(const NetworkSetting& other) const;
  [[nodiscard]] bool matches(std::string_view from_host, std::string_view to_host) const;

  /// Whether this one wins over `other` where both match: more ends that name one host, then more
  /// that name a role; of two that are equal so far, the one with the narrower sender.
  [[nodiscard]] bool narrower_than(const NetworkSetting& other) const;

  /// As the user would write it, such as `server0>server1.one_way_latency=5ms`.
  [[nodiscard]] std::string text() const;
};

/// Reads one assignment. Some stand for several settings: `bandwidth` for `up` and `down`, and a
/// `rtt` for half of it as latency each way. Throws UserError.
std::vector<NetworkSetting> parse_network_setting(std::string_view assignment);

}  // namespace fathom
