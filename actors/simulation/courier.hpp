#pragma once

#include <caf/mailbox_element.hpp>
#include <cstddef>
#include <vector>

#include "actors/messages/meter.hpp"
#include "actors/network/network.hpp"
#include "actors/simulation/interceptor.hpp"
#include "actors/simulation/site.hpp"
#include "actors/simulation/virtual_time_scheduler.hpp"
#include "actors/simulation/wire_observer.hpp"

namespace fathom {

/// Carries the messages of all wires: sizes each, tells the observers, hands the element itself,
/// uncopied, to the network, and when it arrives to the receiver's host, which handles it as soon
/// as it is free.
class Courier {
 public:
  Courier(VirtualTimeScheduler& scheduler, Network& network, Transport transport = {});

  /// Observers are told in the order in which they were added.
  void add_observer(WireObserver& observer) { observers_.push_back(&observer); }
  void set_interceptor(Interceptor* interceptor) { interceptor_ = interceptor; }

  /// Sends a message as of the time at its sender's host. Never throws: a bug goes to the
  /// scheduler.
  void send(Site& from, Site& to, caf::mailbox_element_ptr element) noexcept;

  /// The messages that the interceptor holds, in the order in which they arrived.
  [[nodiscard]] std::vector<HeldMessage> held() const;
  /// Delivers the held message at `index` now; those behind it move up.
  void release(std::size_t index);
  /// Loses the held message at `index`; those behind it move up.
  void discard(std::size_t index);

  /// From now on nothing is sent; what is held is lost.
  void close();

 private:
  struct Parcel {
    Site* from;
    Site* to;
    const Envelope* envelope;
    Bytes message;
    caf::mailbox_element_ptr element;
  };
  struct Held {
    Parcel parcel;
    MessageLife life;
  };

  void check_sender(const Site& from) const;
  void arrive(Parcel parcel, const MessageLife& life);
  void deliver(Parcel parcel, const MessageLife& life);
  void hand_over(Site& to, caf::mailbox_element_ptr element);
  Held take_held(std::size_t index);

  VirtualTimeScheduler& scheduler_;
  Network& network_;
  Transport transport_;
  Meter meter_;
  std::vector<WireObserver*> observers_;
  Interceptor* interceptor_ = nullptr;
  std::vector<Held> held_;
  bool closed_ = false;
};

}  // namespace fathom
