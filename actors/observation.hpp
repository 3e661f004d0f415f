#pragma once

#include "actors/simulation/wire_observer.hpp"
#include "metrics/arrivals.hpp"
#include "metrics/digest.hpp"
#include "metrics/recorder.hpp"
#include "metrics/timeline.hpp"
#include "metrics/timeline_export/event_log.hpp"

namespace fathom {

/// All that a simulated run measures: counts from the messages that pass its wires, times from its
/// hosts, and two digests.
class Observation final : public WireObserver {
 public:
  Observation(bool per_step, Providers providers)
      : recorder_(per_step, providers), timeline_(providers) {}

  /// The log, which must outlive the run, takes in what follows, one thing after the other.
  void set_log(EventLog& log);

  void on_sent(PartyId from, PartyId to, const Header& header, Bytes message) override;
  void on_delivered(PartyId from, PartyId to, const Envelope& envelope, Bytes message,
                    const MessageLife& life) override;

  [[nodiscard]] Recorder& recorder() { return recorder_; }
  [[nodiscard]] const Recorder& recorder() const { return recorder_; }
  [[nodiscard]] Timeline& timeline() { return timeline_; }
  [[nodiscard]] const Timeline& timeline() const { return timeline_; }
  [[nodiscard]] const Digests& digests() const { return digests_; }
  [[nodiscard]] const Arrivals& arrivals() const { return arrivals_; }

 private:
  Recorder recorder_;
  Timeline timeline_;
  Digests digests_;
  Arrivals arrivals_;
  EventLog* log_ = nullptr;
};

}  // namespace fathom
