#include "experiments/validation/link_schedule.hpp"

#include <algorithm>
#include <utility>

namespace fathom {
namespace {

SimDuration passing(const Packet& packet, Bandwidth bandwidth) {
  return Bytes{static_cast<std::int64_t>(packet.content.size())} / bandwidth;
}

}  // namespace

void LinkSchedule::accept(Packet packet, SimTime now) {
  Host& source = hosts_[packet.from];
  const SimTime first_bit = std::max(now, source.egress_free);
  source.egress_free = first_bit + passing(packet, link_.bandwidth);
  push(travelling_, {first_bit + link_.latency, source.egress_free + link_.latency, accepted_++,
                     std::move(packet)});
}

std::optional<LinkSchedule::Arrival> LinkSchedule::take(SimTime now) {
  // In order of their first bits, or a packet could overtake one that reached the ingress before
  // it.
  while (!travelling_.empty() && travelling_.front().due <= now) pass_ingress(pop(travelling_));
  if (arriving_.empty() || arriving_.front().due > now) return {};
  Stage stage = pop(arriving_);
  return Arrival{stage.due, std::move(stage.packet)};
}

std::optional<SimTime> LinkSchedule::next() const {
  std::optional<SimTime> earliest;
  for (const auto* heap : {&travelling_, &arriving_}) {
    if (heap->empty()) continue;
    earliest = earliest ? std::min(*earliest, heap->front().due) : heap->front().due;
  }
  return earliest;
}

void LinkSchedule::pass_ingress(Stage stage) {
  Host& destination = hosts_[stage.packet.to];
  const SimTime begin = std::max(stage.due, destination.ingress_free);
  stage.due = std::max(begin + passing(stage.packet, link_.bandwidth), stage.last_bit);
  destination.ingress_free = stage.due;
  push(arriving_, std::move(stage));
}

void LinkSchedule::push(std::vector<Stage>& heap, Stage stage) {
  heap.push_back(std::move(stage));
  std::push_heap(heap.begin(), heap.end(), Later{});
}

LinkSchedule::Stage LinkSchedule::pop(std::vector<Stage>& heap) {
  std::pop_heap(heap.begin(), heap.end(), Later{});
  Stage stage = std::move(heap.back());
  heap.pop_back();
  return stage;
}

}  // namespace fathom
