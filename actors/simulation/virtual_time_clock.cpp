#include "actors/simulation/virtual_time_clock.hpp"

#include <algorithm>
#include <caf/actor_cast.hpp>
#include <caf/group.hpp>
#include <caf/mailbox_element.hpp>
#include <caf/sec.hpp>
#include <caf/system_messages.hpp>
#include <utility>

namespace fathom {
namespace {

using TimePoint = caf::actor_clock::time_point;

TimePoint to_time_point(SimTime time) {
  return TimePoint{std::chrono::duration_cast<caf::actor_clock::duration_type>(
      std::chrono::nanoseconds(time.ns()))};
}

SimTime to_sim_time(TimePoint time) {
  return SimTime{
      std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count()};
}

}  // namespace

VirtualTimeClock::VirtualTimeClock(EventQueue& queue, std::function<SimTime()> local_now)
    : queue_(queue), local_now_(std::move(local_now)) {}

VirtualTimeClock::time_point VirtualTimeClock::now() const noexcept {
  return to_time_point(local_now_());
}

template <class Fire>
void VirtualTimeClock::add(time_point t, caf::abstract_actor* self, Kind kind, std::uint64_t name,
                           Fire fire) {
  const std::uint64_t number = next_number_++;
  const auto event =
      queue_.at(std::max(to_sim_time(t), queue_.now()),
                [this, number, fire, actor = caf::actor_cast<caf::strong_actor_ptr>(self)] {
                  forget(actor->id(), number);
                  fire(actor);
                });
  timeouts_.emplace(self->id(), Timeout{number, kind, name, event});
}

template <class Predicate>
void VirtualTimeClock::cancel_if(caf::abstract_actor* self, Predicate predicate) {
  auto [at, end] = timeouts_.equal_range(self->id());
  while (at != end) {
    if (predicate(at->second)) {
      const EventQueue::EventId event = at->second.event;
      at = timeouts_.erase(at);
      queue_.cancel(event);
    } else {
      ++at;
    }
  }
}

void VirtualTimeClock::forget(std::uint64_t actor, std::uint64_t number) {
  const auto [first, last] = timeouts_.equal_range(actor);
  const auto found = std::find_if(
      first, last, [number](const auto& entry) { return entry.second.number == number; });
  if (found != last) timeouts_.erase(found);
}

void VirtualTimeClock::set_ordinary_timeout(time_point t, caf::abstract_actor* self,
                                            caf::atom_value type, std::uint64_t id) {
  cancel_ordinary_timeout(self, type);
  add(t, self, Kind::ordinary, static_cast<std::uint64_t>(type),
      [type, id](const caf::strong_actor_ptr& actor) {
        actor->get()->eq_impl(caf::make_message_id(), actor, nullptr, caf::timeout_msg{type, id});
      });
}

void VirtualTimeClock::set_multi_timeout(time_point t, caf::abstract_actor* self,
                                         caf::atom_value type, std::uint64_t id) {
  add(t, self, Kind::multi, static_cast<std::uint64_t>(type),
      [type, id](const caf::strong_actor_ptr& actor) {
        actor->get()->eq_impl(caf::make_message_id(), actor, nullptr, caf::timeout_msg{type, id});
      });
}

void VirtualTimeClock::set_request_timeout(time_point t, caf::abstract_actor* self,
                                           caf::message_id id) {
  add(t, self, Kind::request, id.integer_value(), [id](const caf::strong_actor_ptr& actor) {
    actor->get()->eq_impl(id, actor, nullptr, caf::make_error(caf::sec::request_timeout));
  });
}

void VirtualTimeClock::cancel_ordinary_timeout(caf::abstract_actor* self, caf::atom_value type) {
  cancel_if(self, [type](const Timeout& timeout) {
    return timeout.kind == Kind::ordinary && timeout.name == static_cast<std::uint64_t>(type);
  });
}

void VirtualTimeClock::cancel_request_timeout(caf::abstract_actor* self, caf::message_id id) {
  cancel_if(self, [id](const Timeout& timeout) {
    return timeout.kind == Kind::request && timeout.name == id.integer_value();
  });
}

void VirtualTimeClock::cancel_timeouts(caf::abstract_actor* self) {
  cancel_if(self, [](const Timeout&) { return true; });
}

void VirtualTimeClock::schedule_message(time_point t, caf::strong_actor_ptr receiver,
                                        caf::mailbox_element_ptr content) {
  queue_.at(std::max(to_sim_time(t), queue_.now()),
            [receiver = std::move(receiver), content = std::move(content)]() mutable {
              receiver->enqueue(std::move(content), nullptr);
            });
}

void VirtualTimeClock::schedule_message(time_point t, caf::group target,
                                        caf::strong_actor_ptr sender, caf::message content) {
  queue_.at(std::max(to_sim_time(t), queue_.now()), [target = std::move(target),
                                                     sender = std::move(sender),
                                                     content = std::move(content)]() mutable {
    if (target) {
      target->eq_impl(caf::make_message_id(), std::move(sender), nullptr, std::move(content));
    }
  });
}

/// Messages that were sent with a delay stay: they are sent already.
void VirtualTimeClock::cancel_all() {
  for (const auto& [actor, timeout] : timeouts_) queue_.cancel(timeout.event);
  timeouts_.clear();
}

}  // namespace fathom
