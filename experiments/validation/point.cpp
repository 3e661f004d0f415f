#include "experiments/validation/point.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "actors/network/unit_text.hpp"
#include "metrics/errors.hpp"

namespace fathom {
namespace {

using namespace literals;

constexpr std::array<std::string_view, 3> kTraffics{"message", "uploads", "fan_out"};
constexpr std::array<std::string_view, 3> kStates{"cold", "warm", "pause"};

std::size_t index_of(std::span<const std::string_view> names, std::string_view name,
                     std::string_view what) {
  const auto found = std::ranges::find(names, name);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  throw UserError(
      fmt::format("there is no {} '{}'; write one of {}", what, name, fmt::join(names, ", ")));
}

/// So much grows the window of each connection beyond what its path holds: the window doubles each
/// round trip while it sends what it holds, so that the last third goes at the link's full rate.
Bytes warm_up(LinkSpec link) {
  constexpr std::int64_t kPaths = 3;
  constexpr Bytes kLeast{128 * 1024};
  const auto path = static_cast<__int128>(link.bandwidth.bits_per_s()) * 2 * link.latency.count();
  return Bytes{static_cast<std::int64_t>(path / 8'000'000'000)} * kPaths + kLeast;
}

/// Until the last acknowledgement is back: it may be delayed by 40 ms. Far below the timeout of
/// retransmission, RTT + 200 ms, beyond which a window decays.
SimDuration settling(LinkSpec link) { return link.latency * 2 + 50_ms; }

}  // namespace

std::string_view to_string(TrafficPattern traffic) {
  return kTraffics[static_cast<std::size_t>(traffic)];
}

std::string_view to_string(ConnectionState state) {
  return kStates[static_cast<std::size_t>(state)];
}

TrafficPattern traffic_named(std::string_view name) {
  return static_cast<TrafficPattern>(index_of(kTraffics, name, "kind of traffic"));
}

ConnectionState connection_state_named(std::string_view name) {
  return static_cast<ConnectionState>(index_of(kStates, name, "state of a connection"));
}

std::string to_string(const Point& point) {
  return fmt::format("{} {}, {} B, {}, {}", to_string(point.traffic), to_string(point.state),
                     point.size.count(), to_text(point.link.bandwidth),
                     to_text(point.link.latency));
}

Scenario scenario_of(const Point& point) {
  Scenario scenario;
  switch (point.traffic) {
    case TrafficPattern::message:
      scenario.hosts = {"server0", "server1"};
      scenario.pairs = {{0, 1}};
      break;
    case TrafficPattern::uploads:
      scenario.hosts = {"server0", "provider0", "provider1", "provider2", "provider3"};
      scenario.pairs = {{1, 0}, {2, 0}, {3, 0}, {4, 0}};
      break;
    case TrafficPattern::fan_out:
      scenario.hosts = {"producer", "server0", "server1"};
      scenario.pairs = {{0, 1}, {0, 2}};
      break;
  }
  if (point.state == ConnectionState::cold) {
    scenario.phases = {{0_ns, point.size}};
  } else {
    const bool pauses = point.state == ConnectionState::pause;
    scenario.phases = {{0_ns, warm_up(point.link)},
                       {pauses ? 1_s : settling(point.link), point.size}};
  }
  return scenario;
}

}  // namespace fathom
