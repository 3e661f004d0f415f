#include "experiments/validation/grid.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "actors/network/unit_text.hpp"
#include "metrics/errors.hpp"

namespace fathom {
namespace {

using namespace literals;

constexpr std::int64_t kKiB = 1024;
constexpr std::int64_t kMiB = 1024 * kKiB;

struct Axes {
  std::vector<std::int64_t> sizes;
  std::vector<Bandwidth> bandwidths;
  std::vector<SimDuration> latencies;
};

Axes default_axes(TrafficPattern traffic) {
  if (traffic == TrafficPattern::message) {
    return {{64, 256, kKiB, 4 * kKiB, 16 * kKiB, 64 * kKiB, 256 * kKiB, kMiB, 4 * kMiB},
            {20_Mbit_per_s, 50_Mbit_per_s, 100_Mbit_per_s},
            {1_ms, 5_ms, 20_ms, 40_ms}};
  }
  return {{4 * kKiB, 64 * kKiB, kMiB}, {20_Mbit_per_s, 100_Mbit_per_s}, {5_ms, 20_ms}};
}

Axes axes_of(TrafficPattern traffic, const GridChoice& choice) {
  Axes axes = default_axes(traffic);
  if (!choice.sizes.empty()) axes.sizes = choice.sizes;
  if (!choice.bandwidths.empty()) {
    axes.bandwidths.clear();
    for (const std::string& text : choice.bandwidths) {
      axes.bandwidths.push_back(parse_bandwidth(text, "--bandwidths"));
      if (axes.bandwidths.back().is_unlimited()) {
        throw UserError("--bandwidths: a link has a rate, such as 20Mbit/s");
      }
    }
  }
  if (!choice.latencies.empty()) {
    axes.latencies.clear();
    for (const std::string& text : choice.latencies) {
      axes.latencies.push_back(parse_duration(text, "--latencies"));
    }
  }
  return axes;
}

void add(std::vector<Point>& points, TrafficPattern traffic, ConnectionState state,
         const GridChoice& choice) {
  const Axes axes = axes_of(traffic, choice);
  for (const Bandwidth bandwidth : axes.bandwidths) {
    for (const SimDuration latency : axes.latencies) {
      for (const std::int64_t size : axes.sizes) {
        const Point point{traffic, state, Bytes{size}, {bandwidth, latency}};
        if (is_in(choice.only, point)) points.push_back(point);
      }
    }
  }
}

void check(const std::vector<std::string>& only) {
  constexpr std::array<std::string_view, 5> kParts{"cold", "warm", "pause", "uploads", "fan_out"};
  for (const std::string& part : only) {
    if (std::ranges::find(kParts, part) == kParts.end()) {
      throw UserError(
          fmt::format("--only: there is no part '{}'; the parts are {}", part, kGridParts));
    }
  }
}

}  // namespace

bool is_in(const std::vector<std::string>& only, const Point& point) {
  check(only);
  const std::string_view part =
      point.traffic == TrafficPattern::message ? to_string(point.state) : to_string(point.traffic);
  return only.empty() || std::ranges::find(only, part) != only.end();
}

std::vector<Point> grid_of(const GridChoice& choice) {
  using enum ConnectionState;
  std::vector<Point> points;
  for (const ConnectionState state : {cold, warm, pause}) {
    add(points, TrafficPattern::message, state, choice);
  }
  for (const TrafficPattern traffic : {TrafficPattern::uploads, TrafficPattern::fan_out}) {
    for (const ConnectionState state : {cold, warm}) add(points, traffic, state, choice);
  }
  return points;
}

}  // namespace fathom
