#include "metrics/columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "metrics/errors.hpp"
#include "metrics/printable.hpp"

namespace fathom {
namespace {

using Columns = std::vector<Column>;

const Columns kRun{
    {"run_id", "name of the run: a hash of its settings and seed"},
    {"experiment", "program that made it"},
    {"seed", "seed of shares, batches and initial weights"},
    {"model", "short name of the model"},
    {"ring", "ring of the shares"},
    {"fractional_bits", "fractional bits of a value"},
    {"variant", "short name of the protocol variant"},
    {"network", "short name of the network"},
    {"compute", "how compute is charged: free, modelled or measured"},
};

const Columns kKeys{
    {"phase", "setup, offline, input, online or output"},
    {"layer", "layer of the model, or what is shared"},
    {"pass", "forward, backward, update or predict"},
    {"operation", "what is done"},
    {"material", "correlated randomness that it consumes"},
    {"step", "training step, or batch of predictions (with --per-step only)"},
    {"steps", "steps added up in the row"},
};

const Columns kTraffic{
    {"messages", "messages"},
    {"predicted_messages", "the same, from formulas"},
    {"elements", "ring elements sent"},
    {"predicted_elements", "the same, from formulas"},
    {"payload_bytes", "elements, padded or packed (16 for a key)"},
    {"predicted_payload_bytes", "the same, from formulas"},
    {"message_bytes", "serialised messages with CAF's framing"},
    {"predicted_message_bytes", "the same, from formulas"},
    {"wire_bytes", "plus TCP and IP, and TLS where it is on"},
    {"predicted_wire_bytes", "the same, from formulas"},
};

const Columns kRounds{
    {"rounds", "growth of the greater of the servers' depths; rows side by side overlap"},
    {"predicted_rounds", "the same, from the recursion on paper"},
    {"rounds_alone", "rounds when both servers enter level"},
    {"predicted_rounds_alone", "the same, on paper"},
    {"critical_rounds", "hops of the run's longest chain in this row; adds up to the run's rounds"},
    {"predicted_critical_rounds", "the same, on paper"},
};

const Columns kWork{
    {"work_units", "multiply-adds, element operations, generator and memory bytes"},
    {"predicted_work_units", "the same, from formulas"},
    {"elapsed_ns", "latest exit minus earliest entry over the servers"},
    {"critical_ns", "share of the run's critical path; adds up to the run"},
};

const Columns kTruncations{
    {"truncations", "values truncated"},
    {"off_by_one", "results that are floor + 1"},
    {"catastrophic", "results further off: the shares wrapped"},
    {"expected_catastrophic", "expected number, from the clear twin's magnitudes"},
};

const Columns kTimes{
    {"party", "whose time"},
    {"busy_ns", "computing"},
    {"wait_peer_ns", "a server had not yet sent"},
    {"wait_producer_ns", "the crypto producer had not yet sent"},
    {"wait_provider_ns", "an input provider had not yet sent"},
    {"wait_machine_ns", "its machine was busy with another host"},
    {"queueing_ns", "behind other messages, or sharing a link"},
    {"slow_start_ns", "the connection's window growing"},
    {"serialisation_ns", "bytes passing"},
    {"latency_ns", "one-way latency"},
    {"setup_ns", "handshakes"},
};

const Columns kArrivals{
    {"to", "who received inputs"},
    {"messages", "keys and shares of the input phase"},
    {"predicted_messages", "the same, from formulas"},
    {"first_ns", "virtual time at which the first of them arrived"},
    {"median_ns", "when half of them had"},
    {"last_ns", "when all of them had"},
    {"taken_ns", "when it had taken all of them in"},
};

const Columns kBounds{
    {"bound", "interval of a polynomial's fit, or width of a statistical mask"},
    {"values", "values that ought to stay within it"},
    {"beyond", "values that did not: outside the interval, or leaked"},
    {"clear_beyond", "the same of the plaintext twin"},
};

const Columns kReveals{
    {"layer", "where it was revealed"},        {"value", "what"},
    {"elements", "how many numbers"},          {"predicted_elements", "the same, on paper"},
    {"to", "who saw them unmasked"},           {"times", "how often"},
    {"predicted_times", "the same, on paper"},
};

const Columns kRequests{
    {"request", "number of the request, in order of arrival, from 0"},
    {"provider", "whose it is"},
    {"batch", "batch in which it was answered, from 0"},
    {"sent_ns", "virtual time at which its provider began to share it"},
    {"answered_ns", "virtual time at which the output receiver had its result"},
    {"request_latency_ns", "between the two"},
};

const Columns kLatencies{
    {"requests", "requests of the stream"},
    {"batch_size", "requests that are taken and answered together"},
    {"providers", "input providers that they come from, in turn"},
    {"rate_per_s", "requests that arrive in a second; 0: all at once"},
    {"mean_latency_ns", "of a request, from its provider's first byte to its result"},
    {"median_latency_ns", "the middle one: half of the requests took no longer"},
    {"p95_latency_ns", "95 % of the requests took no longer"},
    {"max_latency_ns", "no request took longer"},
    {"throughput_per_s", "requests over the time from the first one sent to the last answered"},
    {"rounds_per_batch", "online rounds of the run over its batches; masking the weights included"},
    {"predicted_rounds_per_batch", "the same, on paper"},
    {"wire_bytes_per_request", "wire bytes of the run over its requests; sharing weights included"},
    {"predicted_wire_bytes_per_request", "the same, from formulas"},
    {"online_bytes_per_request", "those of the servers online"},
    {"predicted_online_bytes_per_request", "the same, from formulas"},
    {"offline_bytes_per_request", "those of the crypto producer's material"},
    {"predicted_offline_bytes_per_request", "the same, from formulas"},
};

const Columns kRuns{
    {"settings", "all settings, resolved"},
    {"resolved_network", "the network, resolved; latencies are one way"},
    {"steps", "training steps"},
    {"predictions", "test samples predicted"},
    {"rounds", "causal depth of online communication"},
    {"predicted_rounds", "the same, on paper"},
    {"chain", "causal depth over all messages"},
    {"predicted_chain", "the same, on paper"},
    {"elapsed_ns", "virtual time of the run"},
    {"bound", "the greatest part of the critical path"},
    {"critical_busy_ns", "computing, on the critical path"},
    {"critical_queueing_ns", "queueing, on the critical path"},
    {"critical_serialisation_ns", "bytes passing, on the critical path"},
    {"critical_latency_ns", "latency, on the critical path"},
    {"critical_slow_start_ns", "connections' windows growing, on the critical path"},
    {"critical_setup_ns", "handshakes, on the critical path"},
    {"critical_wait_machine_ns", "its machine was busy with another host, on the critical path"},
    {"critical_messages", "that the critical path follows: so often it pays latency"},
    {"critical_wait_provider_ns", "a stream's next row had not come, on the critical path"},
    {"test_accuracy", "of the private predictions, from 0 to 1"},
    {"clear_accuracy", "of the plaintext twin"},
    {"encoded_accuracy", "of the twin over encoded integers"},
    {"encoded_agreement", "share of predicted classes that equal the encoded twin's"},
    {"statistical_loss",
     "values hidden statistically, times 2^-kappa: the greatest loss of security"},
    {"traffic_digest", "fingerprint of all delivered messages"},
    {"content_digest", "fingerprint of their payloads"},
};

const Columns kHost{
    {"host_ns", "time that the simulation took here"},
    {"peak_memory_bytes", "greatest resident memory"},
};

Columns join(std::initializer_list<Columns> parts) {
  Columns all = kRun;
  for (const Columns& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

Columns only(const Columns& from, std::initializer_list<std::string_view> names) {
  Columns some;
  for (const Column& column : from) {
    if (std::ranges::find(names, column.name) != names.end()) some.push_back(column);
  }
  return some;
}

std::vector<TableSpec> make_specs() {
  const Columns from_to{{"from", "sender"}, {"to", "receiver"}};
  const Columns link_time{{"busy_ns", "time with a message in transmission"},
                          {"utilisation_ppm", "busy time over the run's, in millionths"}};
  return {
      {"operations", "costs by phase, layer, pass, operation and material",
       join({kKeys, kRounds, kTraffic, kWork, kTruncations})},
      {"traffic", "messages and bytes, also by directed link", join({kKeys, from_to, kTraffic})},
      {"times", "where each party's time went",
       join({only(kKeys, {"phase", "layer", "pass", "operation", "material"}), kTimes})},
      {"layers", "operations added up by phase, layer and pass",
       join({only(kKeys, {"phase", "layer", "pass"}), kRounds, kTraffic, kWork, kTruncations})},
      {"materials", "operations added up by material and phase",
       join({only(kKeys, {"phase", "material"}), kTraffic,
             only(kWork, {"work_units", "predicted_work_units"})})},
      {"links", "traffic added up by directed link", join({from_to, kTraffic, link_time})},
      {"reveals", "every value that any party saw unmasked", join({kReveals})},
      {"bounds", "values that left a polynomial's interval, or a statistical mask's bound",
       join({only(kKeys, {"phase", "layer", "pass", "operation"}), kBounds})},
      {"requests", "one row a request of a stream of predictions", join({kRequests})},
      {"latencies", "one row a stream of predictions", join({kLatencies})},
      {"runs", "one row a run",
       join({kRuns, kTraffic,
             only(kTruncations,
                  {"truncations", "off_by_one", "catastrophic", "expected_catastrophic"})})},
      {"host",
       "what the simulation took of this machine; the only figures that differ from run to run",
       join({kHost})},
      {"arrivals", "when each receiver had the inputs", join({kArrivals})},
  };
}

}  // namespace

const std::vector<Column>& run_columns() { return kRun; }

const std::vector<TableSpec>& table_specs() {
  static const std::vector<TableSpec> specs = make_specs();
  return specs;
}

CsvTable empty_table(std::string_view name, bool per_step) {
  const auto found = std::ranges::find(table_specs(), name, &TableSpec::name);
  if (found == table_specs().end()) {
    std::string names;
    for (const TableSpec& spec : table_specs()) names += fmt::format(" {}", spec.name);
    throw UserError(
        fmt::format("there is no table '{}'; the tables are{}", printable(name, 60), names));
  }
  std::vector<Column> columns = found->columns;
  if (!per_step) std::erase_if(columns, [](const Column& c) { return c.name == "step"; });
  return CsvTable(std::string(name), std::move(columns));
}

}  // namespace fathom
