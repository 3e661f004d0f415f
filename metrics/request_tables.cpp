#include "metrics/request_tables.hpp"

#include <algorithm>
#include <numeric>

#include "metrics/columns.hpp"
#include "metrics/errors.hpp"
#include "metrics/run_row.hpp"

namespace fathom {
namespace {

// The lowest that `percent` of the sorted values do not exceed. [nearest-rank method]
std::int64_t quantile(const std::vector<std::int64_t>& sorted, std::size_t percent) {
  const std::size_t rank = (percent * sorted.size() + 99) / 100;
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

double per(std::int64_t total, std::int64_t count) {
  return count == 0 ? 0.0 : static_cast<double>(total) / static_cast<double>(count);
}

std::int64_t wire_bytes(const Ledger& ledger, std::optional<Phase> phase) {
  std::int64_t sum = 0;
  for (const auto& [label, costs] : ledger.rows()) {
    if (!phase || label.phase == *phase) sum += costs.traffic.wire.count();
  }
  return sum;
}

void cost_cells(CsvTable::Row& row, const std::string& prefix, const StreamReport& stream,
                const Ledger& ledger, Rounds rounds) {
  const std::int64_t batches = (stream.requests + stream.batch_size - 1) / stream.batch_size;
  const auto bytes = [&](std::optional<Phase> phase) {
    return per(wire_bytes(ledger, phase), stream.requests);
  };
  row.set(prefix + "rounds_per_batch", per(rounds.count(), batches))
      .set(prefix + "wire_bytes_per_request", bytes({}))
      .set(prefix + "online_bytes_per_request", bytes(Phase::online))
      .set(prefix + "offline_bytes_per_request", bytes(Phase::offline));
}

}  // namespace

Latencies latencies_of(const std::vector<RequestTimes>& times) {
  ensure(!times.empty(), "a stream without requests has no latencies");
  std::vector<std::int64_t> sorted;
  SimTime first = times.front().sent;
  SimTime last = times.front().answered;
  for (const RequestTimes& request : times) {
    sorted.push_back((request.answered - request.sent).count());
    first = std::min(first, request.sent);
    last = std::max(last, request.answered);
  }
  std::ranges::sort(sorted);
  const auto count = static_cast<std::int64_t>(sorted.size());
  constexpr double kPerSecond = 1e9;
  const std::int64_t sum = std::accumulate(sorted.begin(), sorted.end(), std::int64_t{0});
  return {sum / count, quantile(sorted, 50), quantile(sorted, 95), sorted.back(),
          kPerSecond * per(count, (last - first).count())};
}

CsvTable requests_table(const RunReport& report) {
  CsvTable table = empty_table("requests");
  if (!report.stream) return table;
  std::int64_t number = 0;
  for (const RequestTimes& request : report.stream->times) {
    begin_row(table, report.info)
        .set("request", number++)
        .set("provider", to_string(request.provider))
        .set("batch", request.batch)
        .set("sent_ns", request.sent.ns())
        .set("answered_ns", request.answered.ns())
        .set("request_latency_ns", (request.answered - request.sent).count());
  }
  return table;
}

CsvTable latencies_table(const RunReport& report) {
  CsvTable table = empty_table("latencies");
  if (!report.stream) return table;
  const StreamReport& stream = *report.stream;
  CsvTable::Row& row = begin_row(table, report.info);
  row.set("requests", stream.requests)
      .set("batch_size", stream.batch_size)
      .set("providers", stream.providers)
      .set("rate_per_s", stream.rate);
  cost_cells(row, "predicted_", stream, *report.predicted, report.predicted_rounds);
  if (!report.measured || stream.times.empty()) return table;
  const Recorder& recorder = *report.measured->recorder;
  cost_cells(row, "", stream, recorder.ledger(), recorder.rounds());
  const Latencies latencies = latencies_of(stream.times);
  row.set("mean_latency_ns", latencies.mean_ns)
      .set("median_latency_ns", latencies.median_ns)
      .set("p95_latency_ns", latencies.p95_ns)
      .set("max_latency_ns", latencies.max_ns)
      .set("throughput_per_s", latencies.throughput_per_s);
  return table;
}

}  // namespace fathom
