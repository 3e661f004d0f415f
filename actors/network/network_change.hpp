#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "actors/network/network_setting.hpp"

namespace fathom {

/// Settings of a network that are made together, as a line or a file holds them. Their order must
/// not matter: each target is set once, and what is for all hosts comes before what is narrower.
class NetworkChange {
 public:
  /// Reads assignments separated by commas. Throws UserError.
  static NetworkChange parse(std::string_view assignments);

  /// Adds one assignment, such as `producer.up=10Mbit/s`. Throws UserError.
  void add(std::string_view assignment);

  [[nodiscard]] std::span<const NetworkSetting> settings() const { return settings_; }

 private:
  std::vector<NetworkSetting> settings_;
};

}  // namespace fathom
