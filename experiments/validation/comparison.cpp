#include "experiments/validation/comparison.hpp"

#include <algorithm>

#include "experiments/validation/reference_models.hpp"
#include "experiments/validation/simulated.hpp"

namespace fathom {
namespace {

void set(CsvTable::Row& row, const Measured& measured) {
  const auto& [point, median, least, greatest, repeats, typical] = measured;
  row.set("traffic", std::string(to_string(point.traffic)))
      .set("state", std::string(to_string(point.state)))
      .set("size_bytes", point.size.count())
      .set("bandwidth_bits_per_s", point.link.bandwidth.bits_per_s())
      .set("one_way_latency_ns", point.link.latency.count())
      .set("measured_ns", median.count())
      .set("measured_least_ns", least.count())
      .set("measured_greatest_ns", greatest.count())
      .set("repeats", repeats)
      .set("window_segments", typical.state.window_segments)
      .set("threshold_segments", typical.state.threshold_segments)
      .set("round_trip_ns", typical.state.round_trip.count())
      .set("timeout_ns", typical.state.timeout.count())
      .set("retransmitted_segments", typical.retransmitted_segments);
}

/// The models for one message know no other: each of several connections gets its fair share.
void set_simulated(CsvTable::Row& row, const Measured& measured) {
  const Point& point = measured.point;
  const auto connections = static_cast<std::int64_t>(scenario_of(point).pairs.size());
  const Bandwidth share = Bandwidth::bits_per_s(point.link.bandwidth.bits_per_s() / connections);
  const SimDuration simulated = simulated_by_tcp(point);
  const auto median = static_cast<double>(measured.median.count());
  row.set("simulated_ns", simulated.count())
      .set("error", static_cast<double>(simulated.count()) / median - 1)
      .set("plain_ns", simulated_by_plain(point).count())
      .set("lv08_ns", lv08(point.size, share, point.link.latency).count())
      .set("cm02_ns", cm02(point.size, share, point.link.latency).count());
}

}  // namespace

Measured measured_of(const Point& point, std::vector<Sample> samples) {
  std::ranges::sort(samples, {}, &Sample::duration);
  const Sample& typical = samples[samples.size() / 2];
  return {point,
          typical.duration,
          samples.front().duration,
          samples.back().duration,
          static_cast<std::int64_t>(samples.size()),
          typical};
}

TableSpec validation_spec() {
  return {"validation",
          "one row a point: what the kernel's TCP takes over an emulated link, and the models",
          {{"traffic", "message (one host to one), uploads (four to one), fan_out (one to two)"},
           {"state", "cold (a new connection), warm (window grown), pause (warm, then 1 s idle)"},
           {"size_bytes", "of each connection's message, without TCP's and IP's headers"},
           {"bandwidth_bits_per_s", "of every host, up and down, headers included"},
           {"one_way_latency_ns", "of every pair"},
           {"measured_ns", "first byte sent to last byte received, of all connections; median"},
           {"measured_least_ns", "of the repeats"},
           {"measured_greatest_ns", "of the repeats"},
           {"repeats", "measurements of the point"},
           {"window_segments", "congestion window before the message, of the first connection"},
           {"threshold_segments", "its slow-start threshold; 2147483647: none yet"},
           {"round_trip_ns", "its smoothed round trip, queues included"},
           {"timeout_ns", "its timeout of retransmission"},
           {"retransmitted_segments", "of all connections, from their beginning"},
           {"simulated_ns", "by this project's model, for the same sequence of messages"},
           {"error", "simulated over measured, minus 1"},
           {"plain_ns", "latency + wire bytes / bandwidth, shared fairly; cold without handshake"},
           {"lv08_ns", "by SimGrid's default model"},
           {"cm02_ns", "by latency + size / min(bandwidth, gamma / round trip)"}}};
}

CsvTable compare(const std::vector<Measured>& measured) {
  CsvTable table(std::string(validation_spec().name), validation_spec().columns);
  for (const Measured& one : measured) {
    CsvTable::Row& row = table.add_row();
    set(row, one);
    set_simulated(row, one);
  }
  return table;
}

}  // namespace fathom
