#pragma once

#include "metrics/tables.hpp"

namespace fathom {

/// The tables of a stream of requests: one row each, and one row for all. Without a stream they are
/// empty; without a measurement there are no requests, and only predicted figures.
[[nodiscard]] CsvTable requests_table(const RunReport& report);
[[nodiscard]] CsvTable latencies_table(const RunReport& report);

/// What a stream's times come to.
struct Latencies {
  std::int64_t mean_ns = 0;
  std::int64_t median_ns = 0;
  std::int64_t p95_ns = 0;
  std::int64_t max_ns = 0;
  double throughput_per_s = 0;
};
/// Quantiles are latencies that occurred: the lowest that so many requests did not exceed. The
/// times are not empty.
[[nodiscard]] Latencies latencies_of(const std::vector<RequestTimes>& times);

}  // namespace fathom
