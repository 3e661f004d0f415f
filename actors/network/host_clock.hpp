#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "actors/network/event_queue.hpp"
#include "actors/network/network.hpp"
#include "metrics/party_id.hpp"
#include "metrics/units.hpp"

namespace fathom {

/// The time of one host: it handles one thing after the other. While a handling runs, its host's
/// time goes on by what it charges, and the rest of the world stands still; whatever arrives before
/// the host is free again waits, in order of arrival.
class HostClock {
 public:
  using Job = UniqueFunction<>;

  /// What a handling is due to: a message that came over the network.
  struct Cause {
    PartyId sender;
    MessageLife life;
  };

  explicit HostClock(EventQueue& queue) : queue_(&queue) {}
  HostClock(const HostClock&) = delete;
  HostClock& operator=(const HostClock&) = delete;

  /// Handles `job` as soon as the host is free: at once, or behind all that waits.
  void handle(Job job, const std::optional<Cause>& cause = {});
  /// Handles `job` as soon as the host is free, before all that waits.
  void handle_first(Job job);

  /// The handling that runs has computed for `duration`.
  void charge(SimDuration duration);

  /// Inside a handling its start plus what it has charged so far; else the time of the queue.
  [[nodiscard]] SimTime local_now() const;

  /// When the last handling ended, or will end.
  [[nodiscard]] SimTime free_at() const { return free_at_; }

  [[nodiscard]] bool handling() const { return handling_; }

  /// The message being handled, or the last one that was; nothing when a handling is due to none.
  [[nodiscard]] const std::optional<Cause>& cause() const { return cause_; }

  /// When the handling before this one ended: since then the host was idle.
  [[nodiscard]] SimTime idle_since() const { return idle_since_; }

  [[nodiscard]] std::size_t waiting() const { return waiting_.size() - next_; }

  /// Handles everything that waits, now, whatever the time: for the end of a simulation.
  void handle_all();

 private:
  struct Waiting {
    Job job;
    std::optional<Cause> cause;
  };

  [[nodiscard]] bool busy() const;
  void run(Job job, const std::optional<Cause>& cause);
  void run_next();
  void wake_when_free();

  EventQueue* queue_;
  SimTime free_at_;
  SimTime idle_since_;
  SimTime start_;
  SimDuration charged_;
  bool handling_ = false;
  bool wake_scheduled_ = false;
  std::optional<Cause> cause_;
  std::vector<Waiting> waiting_;  ///< from next_ on; not a deque, for there may be a million hosts
  std::size_t next_ = 0;
};

}  // namespace fathom
