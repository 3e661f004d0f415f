#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "experiments/validation/fair_queue.hpp"
#include "metrics/units.hpp"

namespace fathom {

/// What lies between the hosts: each has this rate up and down, and each pair this one-way latency.
struct LinkSpec {
  Bandwidth bandwidth;
  SimDuration latency;
  bool operator==(const LinkSpec&) const = default;
};

/// One IP packet between two hosts, by their indices. Those of one direction of one connection are
/// a flow.
struct Packet {
  std::size_t from = 0;
  std::size_t to = 0;
  std::uint64_t flow = 0;
  std::vector<std::byte> content;
};

/// When packets arrive. A packet of s bytes occupies its source's egress for 8 s / B, travels for
/// the latency, and occupies its destination's ingress for 8 s / B. The ingress passes a packet on
/// while its end is still leaving the egress, so that a packet alone takes 8 s / B + latency. Flows
/// take turns at both. Nothing is ever dropped. Times are computed from times, never from
/// when the caller came back: one that is late makes one packet late, and not the next.
class LinkSchedule {
 public:
  LinkSchedule(std::size_t hosts, LinkSpec link);

  /// The host `packet.from` has handed over a packet; of one host in the order of time.
  void accept(Packet packet, SimTime now);

  struct Arrival {
    SimTime time;
    Packet packet;
  };
  /// The earliest packet that has arrived by `now`, if any.
  std::optional<Arrival> take(SimTime now);

  /// When to call `take` again, if nothing is accepted before.
  [[nodiscard]] std::optional<SimTime> next() const;

 private:
  struct Stage {
    SimTime due;       ///< reaches the ingress; or has passed it
    SimTime last_bit;  ///< of its last bit
    std::uint64_t order = 0;
    Packet packet;
  };
  struct Later {
    bool operator()(const Stage& a, const Stage& b) const {
      return a.due != b.due ? a.due > b.due : a.order > b.order;
    }
  };
  static void push(std::vector<Stage>& heap, Stage stage);
  static Stage pop(std::vector<Stage>& heap);
  /// All that happens by `now`, in the order of time.
  void advance(SimTime now);
  void leave(std::size_t host, SimTime now);
  void enter(std::size_t host, SimTime now);
  [[nodiscard]] std::optional<SimTime> next_step() const;

  LinkSpec link_;
  std::vector<FairQueue<Packet>> egress_;
  std::vector<FairQueue<Stage>> ingress_;
  std::vector<Stage> travelling_;
  std::vector<Stage> arriving_;
  std::uint64_t accepted_ = 0;
};

}  // namespace fathom
