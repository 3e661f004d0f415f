#include "experiments/whatif/network_parameter.hpp"

#include <algorithm>

#include "actors/network/unit_text.hpp"

namespace fathom {
namespace {

using Property = NetworkProperty;

constexpr std::int64_t kUnlimited = Bandwidth::unlimited().bits_per_s();

std::int64_t times(std::int64_t value, Factor factor) {
  __extension__ typedef __int128 Wide;
  const Wide product = static_cast<Wide>(value) * factor.numerator / factor.denominator;
  return static_cast<std::int64_t>(std::min<Wide>(product, kUnlimited - 1));
}

/// No rate and no speed is 0.
std::int64_t rate_times(std::int64_t rate, Factor factor) {
  return rate == kUnlimited ? rate : std::max<std::int64_t>(times(rate, factor), 1);
}

std::string latency(const NetworkSpec& network) { return to_text(network.latency({}, {})); }
void scale_latency(NetworkSpec& network, Factor factor) {
  network.change_all(Property::latency, [factor](std::int64_t ns) { return times(ns, factor); });
}
void no_latency(NetworkSpec& network) {
  network.change_all(Property::latency, [](std::int64_t) { return std::int64_t{0}; });
}

constexpr Property kRates[] = {Property::up, Property::down, Property::cap};

std::string bandwidth(const NetworkSpec& network) {
  return to_text(std::min(network.up({}), network.down({})));
}
void scale_bandwidth(NetworkSpec& network, Factor factor) {
  for (const Property property : kRates) {
    network.change_all(property, [factor](std::int64_t rate) { return rate_times(rate, factor); });
  }
}
void no_limits(NetworkSpec& network) {
  for (const Property property : kRates) {
    network.change_all(property, [](std::int64_t) { return kUnlimited; });
  }
}

std::string speed(const NetworkSpec& network) {
  return speed_text(network.power({}).speed_millionths);
}
void scale_speed(NetworkSpec& network, Factor factor) {
  network.change_all(Property::speed,
                     [factor](std::int64_t speed) { return rate_times(speed, factor); });
}

constexpr std::string_view kProducer = "producer";

void set_producer(NetworkSpec& network, Bandwidth up, Bandwidth down) {
  network.set("producer.up=" + to_text(up) + ",producer.down=" + to_text(down));
}
std::string producer_rate(const NetworkSpec& network) { return to_text(network.up(kProducer)); }
void scale_producer(NetworkSpec& network, Factor factor) {
  const auto scaled = [factor](Bandwidth rate) {
    return Bandwidth::bits_per_s(rate_times(rate.bits_per_s(), factor));
  };
  set_producer(network, scaled(network.up(kProducer)), scaled(network.down(kProducer)));
}
void unlimited_producer(NetworkSpec& network) {
  set_producer(network, Bandwidth::unlimited(), Bandwidth::unlimited());
}

constexpr TimePart kLatency[] = {TimePart::latency, TimePart::setup, TimePart::slow_start};
constexpr TimePart kBandwidth[] = {TimePart::serialisation, TimePart::queueing};
constexpr TimePart kCompute[] = {TimePart::busy, TimePart::wait_machine};

constexpr NetworkParameter kParameters[] = {
    {"latency", "all one-way latencies", latency, scale_latency, no_latency, kLatency, true},
    {"bandwidth", "all rates of hosts and caps of pairs", bandwidth, scale_bandwidth, no_limits,
     kBandwidth},
    {"compute_speed", "of all hosts; the ideal is free compute", speed, scale_speed, nullptr,
     kCompute},
    {"producer_rate",
     "the crypto producer's rates",
     producer_rate,
     scale_producer,
     unlimited_producer,
     {}},
};

}  // namespace

std::span<const NetworkParameter> network_parameters() { return kParameters; }

void add_latency(NetworkSpec& network, SimDuration more) {
  network.change_all(Property::latency,
                     [more](std::int64_t ns) { return times(ns, {}) + more.count(); });
}

}  // namespace fathom
