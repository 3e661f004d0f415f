#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "actors/network/unique_function.hpp"
#include "metrics/units.hpp"

namespace fathom {

/// A discrete-event queue: the clock of a simulation. Single-threaded, and deterministic: events
/// run in the order of their times, and those of one instant in the order in which they were
/// scheduled. The clock stands still while an event runs and jumps to the next one; nothing ever
/// sleeps.
class EventQueue {
 public:
  using Callback = UniqueFunction<>;

  /// Names one scheduled event for ever: sequence numbers are never used twice.
  struct EventId {
    std::uint64_t sequence = 0;
    std::uint32_t slot = 0;
  };

  /// Runs `callback` at `time`, which must not lie in the past of `now()`.
  EventId at(SimTime time, Callback callback);

  /// Forgets an event, which then neither runs nor moves the clock. Returns false, and does
  /// nothing, when it has already run or was cancelled. An event may not cancel itself while it
  /// runs (false as well).
  bool cancel(EventId id);

  /// Runs the earliest event; false when there is none. An exception of the callback passes
  /// through, and its event counts as run.
  bool step();

  /// The time of the event that is running, or of the last one that ran.
  [[nodiscard]] SimTime now() const { return now_; }

  /// How many events are scheduled and not cancelled.
  [[nodiscard]] std::size_t pending() const { return pending_; }

 private:
  struct Entry {
    SimTime time;
    std::uint64_t sequence;
    std::uint32_t slot;
  };

  /// A callback waits in a slot, so that the heap moves small entries only. An entry whose sequence
  /// is no longer its slot's was cancelled.
  struct Slot {
    std::uint64_t sequence = 0;
    Callback callback;
  };

  struct Later {
    bool operator()(const Entry& a, const Entry& b) const {
      return a.time != b.time ? a.time > b.time : a.sequence > b.sequence;
    }
  };

  [[nodiscard]] bool cancelled(const Entry& entry) const;
  Callback release(std::uint32_t slot);
  void drop_cancelled();

  std::vector<Entry> heap_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_slots_;
  std::size_t pending_ = 0;
  std::uint64_t next_sequence_ = 1;  // 0 marks a free slot
  SimTime now_;
};

}  // namespace fathom
