#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "metrics/units.hpp"

namespace fathom {

/// What lies between the hosts: each has this rate up and down, and each pair this one-way latency.
struct LinkSpec {
  Bandwidth bandwidth;
  SimDuration latency;
  bool operator==(const LinkSpec&) const = default;
};

/// One IP packet between two hosts, by their indices.
struct Packet {
  std::size_t from = 0;
  std::size_t to = 0;
  std::vector<std::byte> content;
};

/// When packets arrive. A packet of s bytes occupies its source's egress for 8 s / B, travels for
/// the latency, and occupies its destination's ingress for 8 s / B. The ingress passes a packet on
/// while its end is still leaving the egress, so that a packet alone takes 8 s / B + latency. Both
/// are FIFO queues without bound: nothing is ever dropped. Times are computed from times, never
/// from when the caller came back: one that is late makes one packet late, and not the next.
class LinkSchedule {
 public:
  LinkSchedule(std::size_t hosts, LinkSpec link) : link_(link), hosts_(hosts) {}

  /// The host `packet.from` has handed over a packet.
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
  struct Host {
    SimTime egress_free;
    SimTime ingress_free;
  };
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
  void pass_ingress(Stage stage);

  LinkSpec link_;
  std::vector<Host> hosts_;
  std::vector<Stage> travelling_;
  std::vector<Stage> arriving_;
  std::uint64_t accepted_ = 0;
};

}  // namespace fathom
