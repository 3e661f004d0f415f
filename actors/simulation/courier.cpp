#include "actors/simulation/courier.hpp"

#include <utility>

#include "metrics/errors.hpp"
#include "metrics/framing.hpp"

namespace fathom {

Courier::Courier(VirtualTimeScheduler& scheduler, Network& network, Transport transport)
    : scheduler_(scheduler), network_(network), transport_(transport), meter_(scheduler.system()) {}

void Courier::send(Site& from, Site& to, caf::mailbox_element_ptr element) noexcept try {
  if (closed_) return;
  check_sender(from);
  const auto [envelope, message] = meter_(*element);
  for (WireObserver* observer : observers_) {
    observer->on_sent(from.party, to.party, envelope->header, message);
  }
  network_.transmit(from.host, to.host, from.clock.local_now(), wire_bytes(message, transport_),
                    [this, parcel = Parcel{&from, &to, envelope, message, std::move(element)}](
                        const MessageLife& life) mutable { arrive(std::move(parcel), life); });
} catch (...) {
  scheduler_.fail(std::current_exception());
}

std::vector<HeldMessage> Courier::held() const {
  std::vector<HeldMessage> messages;
  for (const auto& [parcel, life] : held_) {
    messages.push_back({parcel.from->party, parcel.to->party, parcel.envelope, life});
  }
  return messages;
}

void Courier::release(std::size_t index) {
  Held held = take_held(index);
  held.life.delivered = scheduler_.now();
  deliver(std::move(held.parcel), held.life);
}

void Courier::discard(std::size_t index) { take_held(index); }

void Courier::close() {
  closed_ = true;
  held_.clear();
}

/// Whoever sends by a wire must run on the host that the wire starts from; outside a handling, as
/// from the main program or a timer, nothing can be known.
void Courier::check_sender(const Site& from) const {
  if (scheduler_.running() == nullptr || scheduler_.running() == &from.clock) return;
  throw InternalError("an actor on another host sent a message by a wire of " +
                      to_string(from.party) + ": each host needs wires of its own");
}

void Courier::arrive(Parcel parcel, const MessageLife& life) {
  if (closed_) return;
  const Verdict verdict =
      interceptor_ == nullptr
          ? Verdict::deliver
          : interceptor_->on_delivery(parcel.from->party, parcel.to->party, *parcel.envelope);
  if (verdict == Verdict::deliver) {
    deliver(std::move(parcel), life);
  } else if (verdict == Verdict::hold) {
    held_.push_back({std::move(parcel), life});
  }
}

void Courier::deliver(Parcel parcel, const MessageLife& life) {
  Site& to = *parcel.to;
  const PartyId sender = parcel.from->party;
  for (WireObserver* observer : observers_) {
    observer->on_delivered(sender, to.party, *parcel.envelope, parcel.message, life);
  }
  to.clock.handle(
      [this, &to, element = std::move(parcel.element)]() mutable {
        hand_over(to, std::move(element));
      },
      HostClock::Cause{sender, life});
}

/// A message to a party that has ended is lost, as one to a closed connection.
void Courier::hand_over(Site& to, caf::mailbox_element_ptr element) {
  if (to.target == nullptr) {
    ensure(to.actor_id != caf::invalid_actor_id, "a message arrived for a party that has no actor");
    return;
  }
  if (element->mid.is_response()) {
    scheduler_.clock().cancel_request_timeout(to.target, element->mid);
  }
  scheduler_.deliver(*to.target, to.clock, std::move(element));
}

Courier::Held Courier::take_held(std::size_t index) {
  ensure(index < held_.size(), "no such message is held");
  Held held = std::move(held_[index]);
  held_.erase(held_.begin() + static_cast<std::ptrdiff_t>(index));
  return held;
}

}  // namespace fathom
