#include "experiments/validation/link_schedule.hpp"

#include <algorithm>
#include <utility>

namespace fathom {
namespace {

Bytes size_of(const Packet& packet) {
  return Bytes{static_cast<std::int64_t>(packet.content.size())};
}

void keep_earliest(std::optional<SimTime>& earliest, std::optional<SimTime> time) {
  if (time) earliest = earliest ? std::min(*earliest, *time) : *time;
}

}  // namespace

LinkSchedule::LinkSchedule(std::size_t hosts, LinkSpec link)
    : link_(link), egress_(hosts), ingress_(hosts) {}

void LinkSchedule::accept(Packet packet, SimTime now) {
  advance(now);
  FairQueue<Packet>& queue = egress_[packet.from];
  const std::size_t from = packet.from;
  const std::uint64_t flow = packet.flow;
  const Bytes size = size_of(packet);
  queue.push(flow, size, std::move(packet));
  if (queue.free() <= now) leave(from, now);
}

std::optional<LinkSchedule::Arrival> LinkSchedule::take(SimTime now) {
  advance(now);
  if (arriving_.empty() || arriving_.front().due > now) return {};
  Stage stage = pop(arriving_);
  return Arrival{stage.due, std::move(stage.packet)};
}

std::optional<SimTime> LinkSchedule::next() const {
  std::optional<SimTime> earliest = next_step();
  if (!arriving_.empty()) keep_earliest(earliest, arriving_.front().due);
  return earliest;
}

std::optional<SimTime> LinkSchedule::next_step() const {
  std::optional<SimTime> earliest;
  if (!travelling_.empty()) earliest = travelling_.front().due;
  for (const auto& queue : egress_) keep_earliest(earliest, queue.next());
  for (const auto& queue : ingress_) keep_earliest(earliest, queue.next());
  return earliest;
}

/// Of what happens at one instant, who arrives comes first: it may be its turn at once.
void LinkSchedule::advance(SimTime now) {
  for (auto time = next_step(); time && *time <= now; time = next_step()) {
    while (!travelling_.empty() && travelling_.front().due <= *time) {
      Stage stage = pop(travelling_);
      const std::size_t to = stage.packet.to;
      FairQueue<Stage>& queue = ingress_[to];
      const std::uint64_t flow = stage.packet.flow;
      const Bytes size = size_of(stage.packet);
      queue.push(flow, size, std::move(stage));
      if (queue.free() <= *time) enter(to, *time);
    }
    for (std::size_t host = 0; host < egress_.size(); ++host) {
      if (egress_[host].next() == time) leave(host, *time);
      if (ingress_[host].next() == time) enter(host, *time);
    }
  }
}

void LinkSchedule::leave(std::size_t host, SimTime now) {
  Packet packet = egress_[host].pop();
  const SimTime left = now + size_of(packet) / link_.bandwidth;
  egress_[host].occupy(left);
  push(travelling_, {now + link_.latency, left + link_.latency, accepted_++, std::move(packet)});
}

void LinkSchedule::enter(std::size_t host, SimTime now) {
  Stage stage = ingress_[host].pop();
  stage.due = std::max(now + size_of(stage.packet) / link_.bandwidth, stage.last_bit);
  ingress_[host].occupy(stage.due);
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
