#pragma once

#include <caf/actor_clock.hpp>
#include <cstdint>
#include <functional>
#include <unordered_map>

#include "actors/network/event_queue.hpp"
#include "metrics/units.hpp"

namespace fathom {

/// The clock of CAF's actors in virtual time: what they send with a delay, and the timeouts of what
/// they wait for, are events of the simulation's queue. A timeout that is cancelled does not move
/// the time.
class VirtualTimeClock final : public caf::actor_clock {
 public:
  /// `local_now` gives the time of the host that is running, which may be ahead of the queue's.
  VirtualTimeClock(EventQueue& queue, std::function<SimTime()> local_now);

  [[nodiscard]] time_point now() const noexcept override;

  void set_ordinary_timeout(time_point t, caf::abstract_actor* self, caf::atom_value type,
                            std::uint64_t id) override;
  void set_multi_timeout(time_point t, caf::abstract_actor* self, caf::atom_value type,
                         std::uint64_t id) override;
  void set_request_timeout(time_point t, caf::abstract_actor* self, caf::message_id id) override;
  void cancel_ordinary_timeout(caf::abstract_actor* self, caf::atom_value type) override;
  void cancel_request_timeout(caf::abstract_actor* self, caf::message_id id) override;
  void cancel_timeouts(caf::abstract_actor* self) override;
  void schedule_message(time_point t, caf::strong_actor_ptr receiver,
                        caf::mailbox_element_ptr content) override;
  void schedule_message(time_point t, caf::group target, caf::strong_actor_ptr sender,
                        caf::message content) override;
  void cancel_all() override;

 private:
  enum class Kind : std::uint8_t { ordinary, multi, request };

  struct Timeout {
    std::uint64_t number = 0;
    Kind kind = Kind::ordinary;
    std::uint64_t name = 0;  ///< the type of a receive timeout, the id of a request
    EventQueue::EventId event;
  };

  template <class Fire>
  void add(time_point t, caf::abstract_actor* self, Kind kind, std::uint64_t name, Fire fire);
  template <class Predicate>
  void cancel_if(caf::abstract_actor* self, Predicate predicate);
  void forget(std::uint64_t actor, std::uint64_t number);

  EventQueue& queue_;
  std::function<SimTime()> local_now_;
  std::unordered_multimap<std::uint64_t, Timeout> timeouts_;  ///< by actor
  std::uint64_t next_number_ = 0;
};

}  // namespace fathom
