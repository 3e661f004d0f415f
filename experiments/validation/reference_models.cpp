#include "experiments/validation/reference_models.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "metrics/errors.hpp"

namespace fathom {
namespace {

constexpr double kNsPerS = 1e9;

SimDuration rounded(double seconds) {
  return SimDuration{static_cast<std::int64_t>(std::llround(seconds * kNsPerS))};
}

double seconds(SimDuration duration) { return static_cast<double>(duration.count()) / kNsPerS; }

/// min(B, gamma / 2L), in bytes per second.
double greatest_rate(Bandwidth bandwidth, SimDuration latency, std::optional<Bytes> gamma) {
  const double link = static_cast<double>(bandwidth.bits_per_s()) / 8;
  if (!gamma || latency.count() == 0) return link;
  return std::min(link, static_cast<double>(gamma->count()) / (2 * seconds(latency)));
}

}  // namespace

SimDuration cm02(Bytes message, Bandwidth bandwidth, SimDuration latency,
                 std::optional<Bytes> gamma) {
  const double rate = greatest_rate(bandwidth, latency, gamma);
  return rounded(seconds(latency) + static_cast<double>(message.count()) / rate);
}

SimDuration lv08(Bytes message, Bandwidth bandwidth, SimDuration latency) {
  constexpr double kLatencyFactor = 13.01;
  constexpr double kBandwidthFactor = 0.97;
  constexpr double kAcknowledgements = 1.05;  // of the opposite direction, as cross traffic
  const double rate =
      kBandwidthFactor * greatest_rate(bandwidth, latency, kTcpGamma) / kAcknowledgements;
  return rounded(kLatencyFactor * seconds(latency) + static_cast<double>(message.count()) / rate);
}

std::vector<SimTime> LogGp::binomial_reduce(std::size_t hosts, Bytes message) const {
  ensure(std::has_single_bit(hosts), "LogGP: the tree has a power of two hosts");
  const SimDuration passage = latency + gap_per_byte * (message.count() - 1);
  std::vector<SimTime> finished(hosts);
  // A child has a greater number than its parent, and fewer descendants the lower its set bit.
  for (std::size_t host = hosts; host-- > 0;) {
    const std::size_t lowest = host == 0 ? hosts : host & -host;
    SimTime free;
    SimTime next_receive;
    for (std::size_t child = 1; child < lowest; child *= 2) {
      const SimTime begin = std::max({free, next_receive, finished[host + child] + passage});
      next_receive = begin + gap;
      free = begin + overhead;
    }
    finished[host] = host == 0 ? free : free + overhead;
  }
  return finished;
}

}  // namespace fathom
