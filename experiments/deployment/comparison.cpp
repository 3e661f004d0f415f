#include "experiments/deployment/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "metrics/recorder.hpp"

namespace fathom {
namespace {

using Row = CsvTable::Row;

/// One row of a table, in reality and simulated.
struct Pair {
  Costs real, simulated;
  SimDuration real_elapsed, simulated_elapsed;
};

constexpr const char* kTwin = "simulated_";

std::vector<Column> with_twins(std::vector<Column> keys) {
  const std::vector<Column> figures{{"messages", "messages of the protocol"},
                                    {"simulated_messages", "the same, simulated"},
                                    {"elements", "ring elements in them"},
                                    {"simulated_elements", "the same, simulated"},
                                    {"message_bytes", "their frames, as they left the process"},
                                    {"simulated_message_bytes", "the same, simulated"}};
  keys.insert(keys.end(), figures.begin(), figures.end());
  return keys;
}

TableSpec operations_spec() {
  TableSpec spec{"deployment_operations",
                 "one row a label: the run in processes beside its simulation",
                 with_twins({{"phase", "phase of the job"},
                             {"layer", "layer of the model"},
                             {"pass", "forward, backward or update"},
                             {"operation", "what was done"},
                             {"material", "type of correlated randomness"}})};
  const std::vector<Column> more{
      {"rounds", "growth of the greater of the servers' depths"},
      {"simulated_rounds", "the same, simulated"},
      {"elapsed_ns", "real time from the first entry to the last exit of a server, added up"},
      {"simulated_elapsed_ns", "the same in virtual time"}};
  spec.columns.insert(spec.columns.end(), more.begin(), more.end());
  return spec;
}

TableSpec links_spec() {
  TableSpec spec{"deployment_links", "one row a directed link between two parties",
                 with_twins({{"from", "who sends"}, {"to", "who receives"}})};
  const std::vector<Column> more{
      {"control_bytes", "frames that hold no message: hello, ready, credit, heartbeat, end"},
      {"greatest_unused_bytes", "of messages, that ever lay unused at the receiver"}};
  spec.columns.insert(spec.columns.end(), more.begin(), more.end());
  return spec;
}

TableSpec parties_spec() {
  return {"deployment_parties",
          "one row a party",
          {{"party", "its name"},
           {"elapsed_ns", "real time from the beginning to the end of its program"},
           {"busy_ns", "of that, in kernels"},
           {"peak_memory_bytes", "of its process"},
           {"strangers", "connections that it refused"}}};
}

void pair(Row& row, const std::string& name, std::int64_t real, std::int64_t simulated) {
  row.set(name, real).set(kTwin + name, simulated);
}

void traffic_cells(Row& row, const Traffic& real, const Traffic& simulated) {
  pair(row, "messages", real.messages.count(), simulated.messages.count());
  pair(row, "elements", real.elements.count(), simulated.elements.count());
  pair(row, "message_bytes", real.message.count(), simulated.message.count());
}

/// The servers' halves on one clock, put together.
void add_rounds(const RealRun& real, std::map<Label, Pair>& rows) {
  Recorder both;
  const SimTime origin = real.reports.at(kServer0).begun;
  for (const PartyId server : {kServer0, kServer1}) {
    const PartyReport& report = real.reports.at(server);
    std::vector<HalfRegion> halves = report.regions;
    for (HalfRegion& half : halves) {
      half.time_in = half.time_in + (report.begun - origin);
      half.time_out = half.time_out + (report.begun - origin);
    }
    both.add_halves(server, halves);
  }
  for (const auto& [label, costs] : both.ledger().rows()) rows[label].real.rounds = costs.rounds;
  for (const auto& [label, elapsed] : both.elapsed()) rows[label].real_elapsed = elapsed;
}

std::map<Label, Pair> paired_rows(const RealRun& real, const Recorder& simulated) {
  std::map<Label, Pair> rows;
  for (const auto& [party, report] : real.reports) {
    for (const auto& [label, costs] : report.ledger.rows()) {
      rows[label].real.traffic += costs.traffic;
      rows[label].real.work = rows[label].real.work + costs.work;
    }
  }
  add_rounds(real, rows);
  for (const auto& [label, costs] : simulated.ledger().rows()) rows[label].simulated = costs;
  for (const auto& [label, elapsed] : simulated.elapsed()) {
    rows[label].simulated_elapsed = elapsed;
  }
  return rows;
}

CsvTable operations(const RealRun& real, const RunReport& report) {
  TableSpec spec = operations_spec();
  CsvTable table(std::string(spec.name), spec.columns);
  for (const auto& [label, p] : paired_rows(real, *report.measured->recorder)) {
    Row& row = table.add_row();
    row.set("phase", std::string(to_string(label.phase)))
        .set("layer", report.layers[label.layer])
        .set("pass", std::string(to_string(label.pass)))
        .set("operation", std::string(to_string(label.operation)))
        .set("material", std::string(to_string(label.material)));
    traffic_cells(row, p.real.traffic, p.simulated.traffic);
    pair(row, "rounds", p.real.rounds.count(), p.simulated.rounds.count());
    pair(row, "elapsed_ns", p.real_elapsed.count(), p.simulated_elapsed.count());
  }
  return table;
}

CsvTable links(const RealRun& real, const RunReport& report) {
  std::map<Link, std::pair<Traffic, Traffic>> sums;
  for (const auto& [party, own] : real.reports) {
    for (const auto& [key, traffic] : own.ledger.links()) sums[key.second].first += traffic;
  }
  for (const auto& [key, traffic] : report.measured->recorder->ledger().links()) {
    sums[key.second].second += traffic;
  }
  TableSpec spec = links_spec();
  CsvTable table(std::string(spec.name), spec.columns);
  for (const auto& [link, traffic] : sums) {
    Row& row = table.add_row();
    row.set("from", to_string(link.from)).set("to", to_string(link.to));
    traffic_cells(row, traffic.first, traffic.second);
    const auto sender = real.reports.find(link.from);
    const auto receiver = real.reports.find(link.to);
    if (sender == real.reports.end() || receiver == real.reports.end()) continue;
    if (const auto at = sender->second.connections.find(link.to);
        at != sender->second.connections.end()) {
      row.set("control_bytes", at->second.control_out.count());
    }
    const auto unused = receiver->second.greatest_unused.find(link.from);
    if (unused != receiver->second.greatest_unused.end()) {
      row.set("greatest_unused_bytes", unused->second.count());
    }
  }
  return table;
}

CsvTable parties(const RealRun& real) {
  TableSpec spec = parties_spec();
  CsvTable table(std::string(spec.name), spec.columns);
  for (const auto& [party, report] : real.reports) {
    table.add_row()
        .set("party", to_string(party))
        .set("elapsed_ns", report.elapsed.count())
        .set("busy_ns", report.busy.count())
        .set("peak_memory_bytes", report.peak_memory_bytes)
        .set("strangers", report.strangers);
  }
  return table;
}

bool all_same_bits(const Outputs& a, const Outputs& b) {
  return std::ranges::equal(a, b, [](const auto& x, const auto& y) {
    return x.first == y.first && std::ranges::equal(x.second, y.second, same_bits);
  });
}

void compare_cells(const CsvTable& table, std::vector<std::string>& lines) {
  for (const Column& column : table.columns()) {
    const std::string name(column.name);
    if (!name.starts_with(kTwin) || name.ends_with("elapsed_ns")) continue;
    const std::string real = name.substr(std::strlen(kTwin));
    for (std::size_t row = 0; row < table.rows(); ++row) {
      if (table.cell(row, real) == table.cell(row, name)) continue;
      std::string key;
      for (std::size_t i = 0; table.columns()[i].name != "messages"; ++i) {
        key += (key.empty() ? "" : " ") + table.cell(row, table.columns()[i].name);
      }
      lines.push_back(fmt::format("{} of {}: {} in reality, {} simulated", real, key,
                                  table.cell(row, real), table.cell(row, name)));
    }
  }
}

/// What was counted where messages were sent came out of the sockets at the other end.
void compare_sockets(const RealRun& real, std::vector<std::string>& lines) {
  for (const auto& [party, own] : real.reports) {
    for (const auto& [peer, connection] : own.connections) {
      Bytes counted;
      for (const auto& [key, traffic] : own.ledger.links()) {
        if (key.second.to == peer) counted += traffic.message;
      }
      const Bytes arrived = real.reports.at(peer).connections.at(party).messages_in;
      if (counted == connection.messages_out && counted == arrived) continue;
      lines.push_back(fmt::format(
          "bytes of messages from {} to {}: {} counted, {} framed, {} arrived", to_string(party),
          to_string(peer), counted.count(), connection.messages_out.count(), arrived.count()));
    }
  }
}

}  // namespace

SimDuration RealRun::duration() const {
  SimTime first = reports.begin()->second.begun;
  SimTime last = first;
  for (const auto& [party, report] : reports) {
    first = std::min(first, report.begun);
    last = std::max(last, report.begun + report.elapsed);
  }
  return last - first;
}

const Outputs& RealRun::outputs() const { return reports.at(kReceiver).outputs; }

std::string RealRun::content_digest() const {
  std::uint64_t sum = 0;
  for (const auto& [party, report] : reports) sum += report.content;
  return fmt::format("{:016x}", sum);
}

std::int64_t RealRun::chain() const {
  std::int64_t longest = 0;
  for (const auto& [party, report] : reports) longest = std::max(longest, report.chain);
  return longest;
}

std::vector<TableSpec> deployment_table_specs() {
  return {operations_spec(), links_spec(), parties_spec()};
}

std::vector<CsvTable> compare_runs(const RealRun& real, const SimulatedRun& simulated) {
  return {operations(real, *simulated.report), links(real, *simulated.report), parties(real)};
}

std::vector<std::string> unequal(const std::vector<CsvTable>& tables, const RealRun& real,
                                 const SimulatedRun& simulated, bool seeded) {
  std::vector<std::string> lines;
  for (const CsvTable& table : tables) compare_cells(table, lines);
  compare_sockets(real, lines);
  const Measurement& measured = *simulated.report->measured;
  if (real.chain() != measured.chain) {
    lines.push_back(fmt::format("the longest chain: {} messages in reality, {} simulated",
                                real.chain(), measured.chain));
  }
  if (!seeded) return lines;
  if (real.content_digest() != measured.content_digest) {
    lines.push_back(fmt::format("the digest of what was sent: {} in reality, {} simulated",
                                real.content_digest(), measured.content_digest));
  }
  if (!all_same_bits(real.outputs(), simulated.outputs)) {
    lines.emplace_back("what the receiver learned is not the same, bit for bit");
  }
  return lines;
}

}  // namespace fathom
