#include "actors/replay/player.hpp"

#include <utility>

#include "metrics/errors.hpp"
#include "protocol/gathering.hpp"
#include "protocol/mask_slot.hpp"
#include "protocol/when_all.hpp"

namespace fathom {
namespace {

using Kind = TraceEvent::Kind;
using Events = std::vector<TraceEvent>;

Header header_of(const TraceEvent& event) {
  Header header;
  header.tag = event.tag;
  header.label = event.label;
  header.kind = event.message;
  header.ring = event.ring;
  header.part = event.part;
  header.elements = static_cast<std::uint32_t>(event.elements);
  header.packed = event.packed;
  return header;
}

/// As large as the one that was sent.
Payload payload_of(const TraceEvent& event) {
  static const auto kKey = std::make_shared<const Key>();
  if (event.message == MessageKind::key) return {{}, kKey};
  if (event.elements == 0) return {};
  const Shape shape{static_cast<std::size_t>(event.elements)};
  return {{Tensor::sized(ring_of(event.ring), shape)}, nullptr};
}

/// How many events of that kind follow each other from `first` on.
std::size_t run_of(const Events& events, std::size_t first, Kind kind) {
  std::size_t count = 0;
  while (first + count < events.size() && events[first + count].kind == kind) ++count;
  return count;
}

std::vector<GatheredMessage> gathered(const Events& events, std::size_t first, std::size_t count) {
  std::vector<GatheredMessage> messages;
  messages.reserve(count);
  for (std::size_t i = first; i < first + count; ++i) {
    const TraceEvent& item = events[i];
    messages.push_back({item.peer, item.tag, {item.message, item.ring, item.elements}});
  }
  return messages;
}

/// For each message of a gathering the place of the event that took it.
std::vector<std::size_t> takes(const Events& events, std::size_t from, std::size_t count) {
  std::vector<std::size_t> places(count);
  for (std::size_t i = from; events[i].kind != Kind::gathered; ++i) {
    if (events[i].kind == Kind::take) places[events[i].index] = i;
  }
  return places;
}

}  // namespace

Player::Player(const Trace& trace, OnMilestone on_milestone)
    : trace_(trace), on_milestone_(std::move(on_milestone)) {
  for (std::uint64_t slot = 0; slot < trace.slots; ++slot) {
    slots_.push_back(std::make_shared<MaskSlot>(Tag{slot}));
    slots_.back()->claim();
  }
}

Task<Done> Player::play(SimulatedParty& party) {
  const auto program = trace_.programs.find(party.id());
  if (program == trace_.programs.end()) co_return Done{};
  co_await play_strand(party, program->second);
  co_return Done{};
}

Task<Done> Player::play_strand(SimulatedParty& party, std::uint32_t index) {
  Strand& strand = co_await this_strand();
  const Events& events = trace_.strands[index].events;
  for (std::size_t i = 0; i < events.size();) {
    const TraceEvent& event = events[i];
    strand.label = event.label;
    if (event.kind == Kind::fork) {
      const std::size_t count = run_of(events, i, Kind::fork);
      co_await play_forks(party, index, i, count);
      i += 2 * count;  // and their joins
      continue;
    }
    if (event.kind == Kind::gather) {
      co_await play_gathering(party, index, i);
      while (events[i].kind != Kind::gathered) ++i;
    } else if (event.kind == Kind::wait) {
      const Expected expected{event.message, event.ring, event.elements};
      co_await party.party().receive(event.peer, event.tag, expected);
    } else if (event.kind == Kind::await) {
      co_await slots_[event.index]->filled();
    } else if (event.kind == Kind::pause) {
      co_await party.until(event.time);
    } else {
      play_here(party, strand, event);
    }
    ++i;
  }
  co_return Done{};
}

Task<Done> Player::play_forks(SimulatedParty& party, std::uint32_t index, std::size_t first,
                              std::size_t count) {
  const Events& events = trace_.strands[index].events;
  std::vector<Task<Done>> children;
  for (std::size_t i = first; i < first + count; ++i) {
    children.push_back(play_strand(party, static_cast<std::uint32_t>(events[i].index)));
  }
  const ForkOrder order = party.id().is_server() ? ForkOrder::side_by_side : ForkOrder::in_order;
  co_await when_all(order, std::move(children));
  co_return Done{};
}

// What a message sets off stands behind its taking, and comes with it in whatever order.
Task<Done> Player::play_gathering(SimulatedParty& party, std::uint32_t index, std::size_t first) {
  Strand& strand = co_await this_strand();
  const Events& events = trace_.strands[index].events;
  const std::size_t count = events[first].index;
  const std::vector<std::size_t> places = takes(events, first + 1 + count, count);
  Gathering messages(party.party(), strand, gathered(events, first + 1, count));
  while (messages.left() > 0) {
    const Gathering::Taken taken = co_await messages.next();
    for (std::size_t i = places[taken.item] + 1;
         events[i].kind != Kind::take && events[i].kind != Kind::gathered; ++i) {
      strand.label = events[i].label;
      play_here(party, strand, events[i]);
    }
  }
  co_return Done{};
}

/// What needs no waiting.
void Player::play_here(SimulatedParty& party, Strand& strand, const TraceEvent& event) {
  Party& me = party.party();
  switch (event.kind) {
    case Kind::send:
      return me.send_again(strand, event.peer, header_of(event), payload_of(event), event.content);
    case Kind::charge:
      return me.charge(strand, ring_of(event.ring), event.work, event.measured);
    case Kind::enter:
      return me.enter(strand, event.tag);
    case Kind::leave:
      return me.leave(strand, event.tag);
    case Kind::fill:
      return slots_[event.index]->fill(strand, Tensor{}, Tensor{});
    case Kind::milestone:
      if (on_milestone_) on_milestone_(event.milestone, event.index, party.now());
      return;
    default:
      throw InternalError("a trace has an event where none of its kind can be");
  }
}

}  // namespace fathom
