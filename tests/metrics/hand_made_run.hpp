#pragma once

#include <string>
#include <utility>

#include "metrics/tables.hpp"

namespace fathom::test {

inline Label hand_made_label(Phase phase, LayerId layer, Pass pass, Operation operation,
                             MaterialType material, std::uint32_t step) {
  return {phase, pass, layer, operation, material, step};
}

/// A run of three steps written down by hand, of two layers with forward and backward passes, with
/// its prediction: ledgers, truncations, elapsed times and a timeline of 1000 ns.
class HandMadeRun {
 public:
  explicit HandMadeRun(bool per_step = false) : recorder_(per_step), predicted_(per_step) {
    report_.per_step = per_step;
    report_.info = {"run7", "test", "small", "z64", "full", "lan", "free", 5, 16, "a, b", "lan"};
    report_.layers.add("dense1");
    report_.layers.add("dense2");
    fill(predicted_);
    fill(recorder_.ledger());
    measure();
  }

  /// To be changed before the tables are made.
  Ledger& measured_ledger() { return recorder_.ledger(); }
  RunReport& report() { return report_; }

  [[nodiscard]] std::vector<CsvTable> tables() {
    report_.predicted = &predicted_;
    if (report_.measured) {
      report_.measured->recorder = &recorder_;
      report_.measured->timeline = &timeline_;
    }
    return make_tables(report_);
  }
  [[nodiscard]] std::vector<CsvTable> predicted_tables() {
    const auto measured = std::exchange(report_.measured, std::nullopt);
    auto all = tables();
    report_.measured = measured;
    return all;
  }

 private:
  static void message(Ledger& ledger, const Label& label, Link link, std::int64_t elements) {
    ledger.add_message(label, link, Elements{elements}, Bytes{8 * elements},
                       Bytes{8 * elements + 87});
  }

  static void fill(Ledger& ledger) {
    const Label key =
        hand_made_label(Phase::setup, 0, Pass::none, Operation::key, MaterialType::none, 0);
    message(ledger, key, {kProducer, kServer0}, 2);
    message(ledger, key, {kProducer, kServer1}, 2);
    for (const std::uint32_t step : {1U, 2U, 3U}) {
      for (const LayerId layer : {LayerId{1}, LayerId{2}}) {
        for (const Pass pass : {Pass::forward, Pass::backward}) step_of(ledger, step, layer, pass);
      }
      const Label reveal = hand_made_label(Phase::online, 2, Pass::forward, Operation::reveal,
                                           MaterialType::none, step);
      message(ledger, reveal, {kServer1, kServer0}, 30);
      ledger.add_rounds(reveal, Rounds{1}, Rounds{1});
      ledger.add_reveal(reveal, "likelihoods", Elements{30}, kServer0);
    }
  }

  static void step_of(Ledger& ledger, std::uint32_t step, LayerId layer, Pass pass) {
    const bool forward = pass == Pass::forward;
    const Operation operation = forward ? Operation::matmul : Operation::multiply;
    const MaterialType material = forward ? MaterialType::dot : MaterialType::multiplication;
    const std::int64_t size = 100 * layer + (forward ? 10 : 0) + step;
    const Label offline = hand_made_label(Phase::offline, layer, pass, operation, material, step);
    const Label online = hand_made_label(Phase::online, layer, pass, operation, material, step);
    const Label local =
        hand_made_label(Phase::online, layer, pass, Operation::add, MaterialType::none, step);
    message(ledger, offline, {kProducer, kServer0}, 3 * size);
    message(ledger, offline, {kProducer, kServer1}, 3 * size);
    ledger.add_work(offline, kProducer, Work{size, 2 * size, 40 * size, 0});
    message(ledger, online, {kServer0, kServer1}, size);
    message(ledger, online, {kServer1, kServer0}, size);
    ledger.add_rounds(online, Rounds{1}, Rounds{1});
    ledger.add_critical_round(online);
    for (const PartyId server : {kServer0, kServer1}) {
      ledger.add_work(online, server, Work{size * size, size, 0, 0});
      ledger.add_work(local, server, Work{0, size, 0, 3});
    }
  }

  void measure() {
    const Label first = recorder_.ledger().rows().rbegin()->first;
    const Label second = recorder_.ledger().rows().begin()->first;
    recorder_.add_truncations(first, {40, 15, 1});
    recorder_.add_truncations(second, {7, 2, 0});
    recorder_.add_bounded(first, Bound::statistical_mask, {50, 3});
    recorder_.add_bounded(second, Bound::interval, {20, 1});
    report_.expected_catastrophic[first] = 0.25;
    report_.expected_catastrophic[second] = 0.5;
    const MessageLife life{SimTime{100}, SimTime{150}, SimTime{300}, SimTime{700}, SimDuration{50}};
    timeline_.busy(kServer1, first, SimTime{0}, SimTime{200});
    timeline_.idle(kServer0, second, SimTime{700}, life, kServer1);
    timeline_.busy(kServer0, first, SimTime{700}, SimTime{1000});

    report_.measured.emplace();
    Measurement& run = *report_.measured;
    run.link_busy[{kServer0, kServer1}] = SimDuration{250};
    run.link_busy[{kServer1, kServer0}] = SimDuration{1};
    run.chain = report_.predicted_chain = 3;
    run.traffic_digest = "00000000000000aa";
    run.content_digest = "00000000000000bb";
    run.accuracies.test = 0.75;
    run.host_ns = 123;
    run.peak_memory_bytes = 456;
    report_.steps = 3;
    report_.predictions = 0;
  }

  Recorder recorder_;
  Ledger predicted_;
  Timeline timeline_;
  RunReport report_;
};

}  // namespace fathom::test
