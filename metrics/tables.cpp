#include "metrics/tables.hpp"

#include <cmath>
#include <tuple>
#include <utility>

#include "metrics/arrivals_table.hpp"
#include "metrics/columns.hpp"
#include "metrics/request_tables.hpp"
#include "metrics/run_row.hpp"

namespace fathom {
namespace {

using Row = CsvTable::Row;

// A sum of rows: costs of both kinds, and what only a measurement has.
struct Sum {
  Costs measured, predicted;
  SimDuration elapsed, critical;
  TruncationCounts truncations;
  double expected_catastrophic = 0;

  Sum& operator+=(const Sum& other) {
    measured += other.measured;
    predicted += other.predicted;
    elapsed += other.elapsed;
    critical += other.critical;
    truncations.truncations += other.truncations.truncations;
    truncations.off_by_one += other.truncations.off_by_one;
    truncations.catastrophic += other.truncations.catastrophic;
    expected_catastrophic += other.expected_catastrophic;
    return *this;
  }
};

template <class Map, class Key>
typename Map::mapped_type value_or_zero(const Map& map, const Key& key) {
  const auto found = map.find(key);
  return found == map.end() ? typename Map::mapped_type{} : found->second;
}

class Writer {
 public:
  explicit Writer(const RunReport& report) : report_(report) {
    if (report.measured) path_ = report.measured->timeline->critical_path();
    gather();
  }

  [[nodiscard]] std::vector<CsvTable> all() const {
    return {operations(),
            traffic(),
            times(),
            layers(),
            materials(),
            links(),
            reveals(),
            bounds(),
            requests_table(report_),
            latencies_table(report_),
            runs(),
            host(),
            arrivals_table(report_)};
  }

 private:
  void gather() {
    for (const auto& [label, costs] : report_.predicted->rows()) rows_[label].predicted = costs;
    if (report_.measured) {
      const Recorder& recorder = *report_.measured->recorder;
      for (const auto& [label, costs] : recorder.ledger().rows()) rows_[label].measured = costs;
      for (const auto& [label, counts] : recorder.truncations()) rows_[label].truncations = counts;
      for (const auto& [label, elapsed] : recorder.elapsed()) rows_[label].elapsed = elapsed;
      if (!report_.per_step) {
        for (const auto& [label, share] : path_.rows) rows_[label].critical = share;
      }
    }
    if (report_.per_step) return;
    for (const auto& [label, expected] : report_.expected_catastrophic) {
      rows_[label].expected_catastrophic = expected;
    }
  }

  Row& begin(CsvTable& table) const { return begin_row(table, report_.info); }

  void keys(Row& row, const Label& label) const {
    row.set("phase", std::string(to_string(label.phase)))
        .set("layer", report_.layers[label.layer])
        .set("pass", std::string(to_string(label.pass)))
        .set("operation", std::string(to_string(label.operation)))
        .set("material", std::string(to_string(label.material)));
    if (report_.per_step) row.set("step", std::int64_t{label.step});
  }

  void pair(Row& row, const std::string& name, std::int64_t measured,
            std::int64_t predicted) const {
    row.set("predicted_" + name, predicted);
    if (report_.measured) row.set(name, measured);
  }

  void traffic_cells(Row& row, const Traffic& m, const Traffic& p) const {
    pair(row, "messages", m.messages.count(), p.messages.count());
    pair(row, "elements", m.elements.count(), p.elements.count());
    pair(row, "payload_bytes", m.payload.count(), p.payload.count());
    pair(row, "message_bytes", m.message.count(), p.message.count());
    pair(row, "wire_bytes", m.wire.count(), p.wire.count());
  }

  void round_cells(Row& row, const Costs& m, const Costs& p) const {
    pair(row, "rounds", m.rounds.count(), p.rounds.count());
    pair(row, "rounds_alone", m.rounds_alone.count(), p.rounds_alone.count());
    pair(row, "critical_rounds", m.critical_rounds.count(), p.critical_rounds.count());
  }

  void truncation_cells(Row& row, const Sum& sum) const {
    row.set("expected_catastrophic", sum.expected_catastrophic);
    if (!report_.measured) return;
    row.set("truncations", sum.truncations.truncations)
        .set("off_by_one", sum.truncations.off_by_one)
        .set("catastrophic", sum.truncations.catastrophic);
  }

  void cost_cells(Row& row, const Sum& sum) const {
    round_cells(row, sum.measured, sum.predicted);
    traffic_cells(row, sum.measured.traffic, sum.predicted.traffic);
    pair(row, "work_units", sum.measured.work.units(), sum.predicted.work.units());
    truncation_cells(row, sum);
    if (!report_.measured) return;
    row.set("elapsed_ns", sum.elapsed.count()).set("critical_ns", sum.critical.count());
  }

  [[nodiscard]] CsvTable operations() const {
    CsvTable table = empty_table("operations", report_.per_step);
    for (const auto& [label, sum] : rows_) {
      Row& row = begin(table);
      keys(row, label);
      row.set("steps", report_.measured ? sum.measured.steps : sum.predicted.steps);
      cost_cells(row, sum);
    }
    return table;
  }

  [[nodiscard]] CsvTable traffic() const {
    CsvTable table = empty_table("traffic", report_.per_step);
    std::map<std::pair<Label, Link>, std::pair<Traffic, Traffic>> rows;
    for (const auto& [key, sum] : report_.predicted->links()) rows[key].second = sum;
    if (report_.measured) {
      for (const auto& [key, sum] : report_.measured->recorder->ledger().links())
        rows[key].first = sum;
    }
    for (const auto& [key, sums] : rows) {
      Row& row = begin(table);
      keys(row, key.first);
      const Sum& whole = rows_.at(key.first);
      row.set("steps", report_.measured ? whole.measured.steps : whole.predicted.steps)
          .set("from", to_string(key.second.from))
          .set("to", to_string(key.second.to));
      traffic_cells(row, sums.first, sums.second);
    }
    return table;
  }

  [[nodiscard]] CsvTable times() const {
    CsvTable table = empty_table("times");
    if (!report_.measured) return table;
    for (const auto& [key, parts] : report_.measured->timeline->rows()) {
      Row& row = begin(table);
      row.set("party", to_string(key.first))
          .set("phase", std::string(to_string(key.second.phase)))
          .set("layer", report_.layers[key.second.layer])
          .set("pass", std::string(to_string(key.second.pass)))
          .set("operation", std::string(to_string(key.second.operation)))
          .set("material", std::string(to_string(key.second.material)));
      for (std::size_t i = 0; i < kTimeParts; ++i) {
        row.set(std::string(to_string(static_cast<TimePart>(i))) + "_ns", parts[i].count());
      }
    }
    return table;
  }

  [[nodiscard]] CsvTable layers() const {
    CsvTable table = empty_table("layers");
    std::map<std::tuple<Phase, LayerId, Pass>, Sum> sums;
    for (const auto& [label, sum] : rows_) sums[{label.phase, label.layer, label.pass}] += sum;
    for (const auto& [key, sum] : sums) {
      Row& row = begin(table);
      row.set("phase", std::string(to_string(std::get<0>(key))))
          .set("layer", report_.layers[std::get<1>(key)])
          .set("pass", std::string(to_string(std::get<2>(key))));
      cost_cells(row, sum);
    }
    return table;
  }

  [[nodiscard]] CsvTable materials() const {
    CsvTable table = empty_table("materials");
    std::map<std::pair<MaterialType, Phase>, Sum> sums;
    for (const auto& [label, sum] : rows_) sums[{label.material, label.phase}] += sum;
    for (const auto& [key, sum] : sums) {
      Row& row = begin(table);
      row.set("material", std::string(to_string(key.first)))
          .set("phase", std::string(to_string(key.second)));
      traffic_cells(row, sum.measured.traffic, sum.predicted.traffic);
      pair(row, "work_units", sum.measured.work.units(), sum.predicted.work.units());
    }
    return table;
  }

  [[nodiscard]] CsvTable links() const {
    CsvTable table = empty_table("links");
    std::map<Link, std::pair<Traffic, Traffic>> sums;
    for (const auto& [key, sum] : report_.predicted->links()) sums[key.second].second += sum;
    if (report_.measured) {
      const Ledger& ledger = report_.measured->recorder->ledger();
      for (const auto& [key, sum] : ledger.links()) sums[key.second].first += sum;
    }
    for (const auto& [link, pair] : sums) {
      Row& row = begin(table);
      row.set("from", to_string(link.from)).set("to", to_string(link.to));
      traffic_cells(row, pair.first, pair.second);
      if (!report_.measured) continue;
      const auto busy = value_or_zero(report_.measured->link_busy, link).count();
      const auto whole = report_.measured->timeline->end().ns();
      const __int128 ppm = whole == 0 ? 0 : static_cast<__int128>(busy) * 1'000'000 / whole;
      row.set("busy_ns", busy).set("utilisation_ppm", static_cast<std::int64_t>(ppm));
    }
    return table;
  }

  [[nodiscard]] CsvTable reveals() const {
    CsvTable table = empty_table("reveals");
    std::map<RevealKey, std::pair<RevealCount, RevealCount>> rows;
    for (const auto& [key, count] : report_.predicted->reveals()) rows[key].second = count;
    if (report_.measured) {
      const Ledger& ledger = report_.measured->recorder->ledger();
      for (const auto& [key, count] : ledger.reveals()) rows[key].first = count;
    }
    for (const auto& [key, counts] : rows) {
      Row& row = begin(table);
      row.set("layer", report_.layers[key.layer])
          .set("value", key.value)
          .set("to", to_string(key.to));
      pair(row, "elements", counts.first.elements.count(), counts.second.elements.count());
      pair(row, "times", counts.first.times, counts.second.times);
    }
    return table;
  }

  [[nodiscard]] CsvTable bounds() const {
    CsvTable table = empty_table("bounds");
    std::map<std::pair<Label, Bound>, std::pair<BoundCounts, BoundCounts>> rows;
    const auto without_steps = [](std::pair<Label, Bound> key) {
      key.first.step = 0;
      return key;
    };
    if (report_.measured) {
      for (const auto& [key, counts] : report_.measured->recorder->bounds()) {
        BoundCounts& sum = rows[without_steps(key)].first;
        sum.values += counts.values;
        sum.beyond += counts.beyond;
      }
    }
    for (const auto& [key, counts] : report_.clear_bounds) rows[key].second = counts;
    for (const auto& [key, counts] : rows) {
      Row& row = begin(table);
      row.set("phase", std::string(to_string(key.first.phase)))
          .set("layer", report_.layers[key.first.layer])
          .set("pass", std::string(to_string(key.first.pass)))
          .set("operation", std::string(to_string(key.first.operation)))
          .set("bound", std::string(to_string(key.second)));
      if (report_.measured) {
        row.set("values", counts.first.values).set("beyond", counts.first.beyond);
      }
      if (report_.clear_bounds.contains(key)) row.set("clear_beyond", counts.second.beyond);
    }
    return table;
  }

  [[nodiscard]] double statistical_loss() const {
    std::int64_t hidden = 0;
    for (const auto& [key, counts] : report_.measured->recorder->bounds()) {
      if (key.second == Bound::statistical_mask) hidden += counts.values;
    }
    return std::ldexp(static_cast<double>(hidden), -report_.kappa);
  }

  [[nodiscard]] CsvTable runs() const {
    CsvTable table = empty_table("runs");
    Sum total;
    for (const auto& [label, sum] : rows_) total += sum;
    Row& row = begin(table);
    row.set("settings", report_.info.settings)
        .set("resolved_network", report_.info.resolved_network)
        .set("steps", report_.steps)
        .set("predictions", report_.predictions)
        .set("predicted_rounds", report_.predicted_rounds.count())
        .set("predicted_chain", report_.predicted_chain);
    traffic_cells(row, total.measured.traffic, total.predicted.traffic);
    truncation_cells(row, total);
    if (!report_.measured) return table;
    const Measurement& run = *report_.measured;
    const auto part = [this](TimePart which) {
      return path_.parts[static_cast<std::size_t>(which)].count();
    };
    row.set("rounds", run.recorder->rounds().count())
        .set("chain", run.chain)
        .set("elapsed_ns", run.timeline->end().ns())
        .set("bound", std::string(to_string(path_.bound())))
        .set("critical_busy_ns", part(TimePart::busy))
        .set("critical_queueing_ns", part(TimePart::queueing))
        .set("critical_serialisation_ns", part(TimePart::serialisation))
        .set("critical_latency_ns", part(TimePart::latency))
        .set("critical_slow_start_ns", part(TimePart::slow_start))
        .set("critical_setup_ns", part(TimePart::setup))
        .set("critical_wait_machine_ns", part(TimePart::wait_machine))
        .set("critical_messages", path_.messages)
        .set("critical_wait_provider_ns", part(TimePart::wait_provider))
        .set("statistical_loss", statistical_loss())
        .set("traffic_digest", run.traffic_digest)
        .set("content_digest", run.content_digest);
    const auto maybe = [&row](std::string_view name, const std::optional<double>& value) {
      if (value) row.set(name, *value);
    };
    maybe("test_accuracy", run.accuracies.test);
    maybe("clear_accuracy", run.accuracies.clear);
    maybe("encoded_accuracy", run.accuracies.encoded);
    maybe("encoded_agreement", run.accuracies.agreement);
    return table;
  }

  [[nodiscard]] CsvTable host() const {
    CsvTable table = empty_table("host");
    if (!report_.measured) return table;
    begin(table)
        .set("host_ns", report_.measured->host_ns)
        .set("peak_memory_bytes", report_.measured->peak_memory_bytes);
    return table;
  }

  const RunReport& report_;
  std::map<Label, Sum> rows_;
  Timeline::CriticalPath path_;
};

}  // namespace

std::vector<CsvTable> make_tables(const RunReport& report) { return Writer(report).all(); }

}  // namespace fathom
