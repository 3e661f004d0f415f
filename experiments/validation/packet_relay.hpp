#pragma once

#include <poll.h>

#include <atomic>
#include <cstdint>
#include <span>
#include <thread>
#include <vector>

#include "experiments/validation/link_schedule.hpp"
#include "experiments/validation/network_namespace.hpp"
#include "metrics/units.hpp"

namespace fathom {

/// How far a relay kept to its times.
struct RelayLateness {
  std::int64_t packets = 0;
  SimDuration sum;
  SimDuration greatest;
};

/// The wire between emulated hosts: a thread that carries packets between their TUN devices, by
/// destination address, when a `LinkSchedule` says so. It sleeps while nothing is due, but can turn
/// in the last microseconds before a packet is: half of the time the kernel wakes a thread of a
/// virtual machine later than 50 us. Packets under way are lost when it goes.
class PacketRelay {
 public:
  /// For connections that have the machine to themselves. No longer, or a busy link would leave the
  /// core to nobody, the kernel's own network threads among them.
  static constexpr SimDuration kTurning{50'000};

  /// It does not sleep in the last `turning` before a packet is due.
  PacketRelay(std::span<const NetworkNamespace> hosts, LinkSpec link,
              SimDuration turning = kTurning);
  ~PacketRelay();
  PacketRelay(const PacketRelay&) = delete;
  PacketRelay& operator=(const PacketRelay&) = delete;

  /// Until then it does not sleep at all: for the short messages, where the host's waking up would
  /// be seen. Call it some milliseconds before they are sent, for it may be asleep.
  void attend(SimTime until) { attended_until_ns_ = until.ns(); }

  /// Ends the thread; the relay carries nothing from then on.
  RelayLateness stop();

 private:
  void run();
  void read_from(std::size_t host);
  void deliver(const LinkSchedule::Arrival& arrival);
  /// Until a packet is due or can be read.
  void wait();

  std::span<const NetworkNamespace> hosts_;
  std::vector<pollfd> links_;  ///< of the hosts, and whether something can be read there
  SimDuration turning_;
  LinkSchedule schedule_;
  RelayLateness lateness_;
  std::atomic<bool> stopping_ = false;
  std::atomic<std::int64_t> attended_until_ns_ = 0;
  std::thread thread_;
};

}  // namespace fathom
