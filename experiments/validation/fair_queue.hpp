#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "metrics/units.hpp"

namespace fathom {

/// One end of a host's wire: passes packets on one after the other at a rate, and takes from those
/// who wait in turn, byte for byte, as fq_codel does at Linux hosts and home routers. Start-time
/// fair queueing [Goyal, Vin, Cheng, SIGCOMM 1996]: a packet's tag is where its flow has got to, or
/// the tag of what is being passed on if the flow was idle; the smallest tag goes first. Without
/// bound: nothing is ever dropped. Times are those of its caller, who calls in their order.
template <class Item>
class FairQueue {
 public:
  void push(std::uint64_t flow, Bytes size, Item item) {
    std::int64_t& reached = reached_[flow];
    const std::int64_t tag = std::max(reached, passing_);
    reached = tag + size.count();
    waiting_.push_back({tag, pushed_++, std::move(item)});
    std::push_heap(waiting_.begin(), waiting_.end(), Later{});
  }

  /// When the next one can begin to pass, of those who wait.
  [[nodiscard]] std::optional<SimTime> next() const {
    return waiting_.empty() ? std::nullopt : std::optional(free_);
  }
  [[nodiscard]] SimTime free() const { return free_; }

  /// Whose turn it is; `occupy` says until when.
  [[nodiscard]] Item pop() {
    std::pop_heap(waiting_.begin(), waiting_.end(), Later{});
    passing_ = waiting_.back().tag;
    Item item = std::move(waiting_.back().item);
    waiting_.pop_back();
    return item;
  }
  void occupy(SimTime until) { free_ = until; }

 private:
  struct Waiting {
    std::int64_t tag = 0;
    std::uint64_t order = 0;
    Item item;
  };
  struct Later {
    bool operator()(const Waiting& a, const Waiting& b) const {
      return a.tag != b.tag ? a.tag > b.tag : a.order > b.order;
    }
  };

  std::unordered_map<std::uint64_t, std::int64_t> reached_;  ///< of each flow, in bytes
  std::int64_t passing_ = 0;                                 ///< tag of what passes
  std::uint64_t pushed_ = 0;
  std::vector<Waiting> waiting_;
  SimTime free_;
};

}  // namespace fathom
