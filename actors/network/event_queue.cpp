#include "actors/network/event_queue.hpp"

#include <algorithm>
#include <utility>

#include "metrics/errors.hpp"

namespace fathom {

EventQueue::EventId EventQueue::at(SimTime time, Callback callback) {
  ensure(time >= now_, "event queue: an event was scheduled in the past");
  ensure(static_cast<bool>(callback), "event queue: an event without a callback was scheduled");
  if (free_slots_.empty()) {
    free_slots_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.emplace_back();
  }
  const std::uint32_t slot = free_slots_.back();
  free_slots_.pop_back();
  const std::uint64_t sequence = next_sequence_++;
  slots_[slot].sequence = sequence;
  slots_[slot].callback = std::move(callback);
  heap_.push_back({time, sequence, slot});
  std::push_heap(heap_.begin(), heap_.end(), Later{});
  ++pending_;
  return {sequence, slot};
}

bool EventQueue::cancel(EventId id) {
  if (id.sequence == 0 || id.slot >= slots_.size() || slots_[id.slot].sequence != id.sequence) {
    return false;
  }
  release(id.slot);
  drop_cancelled();
  return true;
}

bool EventQueue::step() {
  while (!heap_.empty()) {
    std::pop_heap(heap_.begin(), heap_.end(), Later{});
    const Entry entry = heap_.back();
    heap_.pop_back();
    if (cancelled(entry)) continue;
    now_ = entry.time;
    Callback callback = release(entry.slot);
    callback();
    return true;
  }
  return false;
}

bool EventQueue::cancelled(const Entry& entry) const {
  return slots_[entry.slot].sequence != entry.sequence;
}

EventQueue::Callback EventQueue::release(std::uint32_t slot) {
  slots_[slot].sequence = 0;
  free_slots_.push_back(slot);
  --pending_;
  return std::move(slots_[slot].callback);
}

/// Cancelled entries normally leave when they come up. Where they outnumber the others they go at
/// once, so the heap stays within twice its live size; the order of the rest does not depend on the
/// heap's shape.
void EventQueue::drop_cancelled() {
  constexpr std::size_t kSmall = 64;
  if (heap_.size() < kSmall || heap_.size() < 2 * pending_) return;
  std::erase_if(heap_, [this](const Entry& entry) { return cancelled(entry); });
  std::make_heap(heap_.begin(), heap_.end(), Later{});
}

}  // namespace fathom
