#include "actors/network/flow_network.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "metrics/digest.hpp"
#include "metrics/errors.hpp"
#include "metrics/framing.hpp"

namespace fathom {

FlowNetwork::FlowNetwork(EventQueue& queue, NetworkSpec spec, std::uint64_t seed)
    : queue_(queue), spec_(std::move(spec)), seed_(seed) {}

HostId FlowNetwork::add_host(std::string name) {
  const std::size_t card = card_of(name);
  hosts_.push_back({std::move(name), card});
  return HostId{static_cast<std::uint32_t>(hosts_.size() - 1)};
}

void FlowNetwork::transmit(HostId from, HostId to, SimTime sent, Bytes wire,
                           DeliverCallback deliver) {
  ensure(from.index() < hosts_.size() && to.index() < hosts_.size(), "network: no such host");
  ensure(sent >= queue_.now(), "network: a message was sent in the past");
  ensure(wire.count() >= 0, "network: a message of less than no bytes");
  Message message;
  message.life = {.sent = sent, .started = sent, .transmitted = sent, .delivered = sent};
  message.wire = message.left = wire;
  message.deliver = std::move(deliver);
  if (from == to) {
    queue_.at(sent, [this, index = keep(std::move(message))] {
      Message arrived = release(index);
      arrived.deliver(arrived.life);
    });
    return;
  }
  message.link = link_between(from, to);
  message.life.alone =
      time_for(amount_of(wire), rate_of(links_[message.link].statistics.bandwidth));
  queue_.at(sent, [this, index = keep(std::move(message))] { enqueue(index); });
}

std::vector<LinkStatistics> FlowNetwork::link_statistics() const {
  std::vector<LinkStatistics> result;
  for (const Link& link : links_) {
    if (link.statistics.messages.count() > 0) result.push_back(link.statistics);
  }
  std::sort(result.begin(), result.end(), [](const LinkStatistics& a, const LinkStatistics& b) {
    return std::tie(a.from, a.to) < std::tie(b.from, b.to);
  });
  return result;
}

FlowNetwork::LinkIndex FlowNetwork::link_between(HostId from, HostId to) {
  const std::uint64_t pair = (static_cast<std::uint64_t>(from.index()) << 32U) | to.index();
  const auto known = link_of_pair_.find(pair);
  if (known != link_of_pair_.end()) return known->second;
  const LinkIndex link = add_link(from, to);
  link_of_pair_.emplace(pair, link);
  return link;
}

FlowNetwork::LinkIndex FlowNetwork::add_link(HostId from, HostId to) {
  const Host& source = hosts_[from.index()];
  const Host& destination = hosts_[to.index()];
  Link link;
  link.statistics.from = from;
  link.statistics.to = to;
  link.name = hash_bytes(destination.name.data(), destination.name.size(),
                         hash_bytes(source.name.data(), source.name.size()));
  const auto index = static_cast<LinkIndex>(links_.size());
  if (source.card != destination.card) limit(link, source, destination);
  if (link.connection) link_of_connection_.push_back(index);
  links_.push_back(std::move(link));
  return index;
}

/// What a connection between two machines is subject to.
void FlowNetwork::limit(Link& link, const Host& source, const Host& destination) {
  const std::string& from = source.name;
  const std::string& to = destination.name;
  link.latency = spec_.latency(from, to);
  link.jitter = spec_.jitter(from, to);
  const SimDuration round_trip = link.latency + spec_.latency(to, from);
  const Bandwidth cap =
      std::min(spec_.cap(from, to), rate_under_loss(round_trip, spec_.loss(from, to)));
  link.statistics.bandwidth = std::min({spec_.up(from), spec_.down(to), cap});
  if (!link.statistics.bandwidth.is_unlimited()) {
    const TransferRate rate = rate_of(link.statistics.bandwidth);
    link.segment = time_for(amount_of(kSegment), rate);
    link.connection = allocator_.add_connection(cards_[source.card].source,
                                                cards_[destination.card].destination, rate_of(cap));
  }
  if (spec_.model() == NetworkModel::tcp) link.window.emplace(round_trip, spec_.window());
}

std::size_t FlowNetwork::card_of(const std::string& name) {
  const std::string machine(spec_.machine(name));
  const Bandwidth up = spec_.up(name);
  const Bandwidth down = spec_.down(name);
  if (!machine.empty() && spec_.card(name) == NetworkCard::shared) {
    const auto [entry, is_new] = card_of_machine_.try_emplace(machine, cards_.size());
    if (!is_new) {
      const std::string& first = hosts_[cards_[entry->second].first_host].name;
      if (up == spec_.up(first) && down == spec_.down(first)) return entry->second;
      throw UserError("network: " + first + " and " + name + " stand on the machine " + machine +
                      " and so share its network card; give both the same up and down");
    }
  }
  cards_.push_back({allocator_.add_source(rate_of(up)), allocator_.add_destination(rate_of(down)),
                    hosts_.size()});
  return cards_.size() - 1;
}

FlowNetwork::MessageIndex FlowNetwork::keep(Message message) {
  if (free_messages_.empty()) {
    messages_.push_back(std::move(message));
    return static_cast<MessageIndex>(messages_.size() - 1);
  }
  const MessageIndex index = free_messages_.back();
  free_messages_.pop_back();
  messages_[index] = std::move(message);
  return index;
}

FlowNetwork::Message FlowNetwork::release(MessageIndex index) {
  free_messages_.push_back(index);
  return std::move(messages_[index]);
}

/// The message is handed over: it goes behind the others of its connection.
void FlowNetwork::enqueue(MessageIndex index) {
  const LinkIndex place = messages_[index].link;
  Link& link = links_[place];
  if (link.head == kNoMessage) {
    link.head = link.tail = index;
    advance(place);
  } else {
    messages_[link.tail].next = index;
    link.tail = index;
  }
}

/// The connection sends what it can without waiting.
void FlowNetwork::advance(LinkIndex index) {
  Link& link = links_[index];
  while (link.head != kNoMessage) {
    if (!begin_head(index) || !send_more(index)) return;
    finish_flight(link);
  }
  release_share(link);
}

/// Whether the message at the head may leave: its connection is open.
bool FlowNetwork::begin_head(LinkIndex index) {
  const Link& link = links_[index];
  Message& message = messages_[link.head];
  if (std::exchange(message.begun, true)) return true;
  if (link.window && link.window->is_new()) {
    message.life.setup = link.window->handshake(spec_.transport().tls);
  }
  message.life.started = queue_.now() + message.life.setup;
  if (message.life.setup == SimDuration{0}) return true;
  wait(index, message.life.started);
  return false;
}

/// As much of the message at the head leaves as its connection's window lets pass. Returns whether
/// it has left already, which it has where nothing limits the connection.
bool FlowNetwork::send_more(LinkIndex index) {
  Link& link = links_[index];
  Message& message = messages_[link.head];
  link.passing = message.left;
  if (link.window && message.left > Bytes{0}) {
    const std::int64_t segments = (message.left.count() + kSegment.count() - 1) / kSegment.count();
    const std::int64_t taken = link.window->take(queue_.now(), segments, link.segment);
    if (taken == 0) {
      message.life.slow_start += link.window->opens_at() - queue_.now();
      wait(index, link.window->opens_at());
      return false;
    }
    link.passing = std::min(message.left, kSegment * taken);
  }
  if (!link.connection) return true;
  if (!std::exchange(link.is_active, true)) settle_soon();
  allocator_.start(*link.connection, link.passing, queue_.now());
  return false;
}

/// The connection has nothing to send before `until`.
void FlowNetwork::wait(LinkIndex index, SimTime until) {
  release_share(links_[index]);
  queue_.at(until, [this, index] { advance(index); });
}

void FlowNetwork::release_share(Link& link) {
  if (std::exchange(link.is_active, false)) allocator_.stop(*link.connection, queue_.now());
}

/// What was passing has left.
void FlowNetwork::finish_flight(Link& link) {
  Message& message = messages_[link.head];
  message.left -= link.passing;
  if (link.window) link.window->on_sent(queue_.now());
  if (message.left == Bytes{0}) finish_head(link);
}

/// The last byte of the message at the head has left.
void FlowNetwork::finish_head(Link& link) {
  const MessageIndex index = link.head;
  Message& message = messages_[index];
  MessageLife& life = message.life;
  life.transmitted = queue_.now();
  life.delivered = arrival(link);
  link.statistics.messages += Messages{1};
  link.statistics.wire += message.wire;
  link.statistics.busy += life.transmitted - life.started;
  link.head = message.next;
  queue_.at(life.delivered, [this, index] {
    Message arrived = release(index);
    arrived.deliver(arrived.life);
  });
}

/// Jitter depends on the seed, the hosts and the number of the message alone.
SimTime FlowNetwork::arrival(Link& link) {
  SimTime time = queue_.now() + link.latency;
  if (link.jitter > SimDuration{0}) {
    const auto number = static_cast<std::uint64_t>(link.statistics.messages.count());
    const std::uint64_t drawn = hash_words({seed_, link.name, number});
    const auto range = static_cast<std::uint64_t>(link.jitter.count()) + 1;
    time = time + SimDuration{static_cast<std::int64_t>(drawn % range)};
    time = std::max(time, link.arrived);
    link.arrived = time;
  }
  return time;
}

void FlowNetwork::finish_transfers() {
  next_finish_.reset();
  for (const ConnectionId connection : allocator_.take_finished(queue_.now())) {
    const LinkIndex index = link_of_connection_[connection];
    finish_flight(links_[index]);
    advance(index);
  }
  settle();
}

/// Rates are worked out once for all messages of an instant that are on the queue already.
void FlowNetwork::settle_soon() {
  if (std::exchange(settle_scheduled_, true)) return;
  queue_.at(queue_.now(), [this] {
    settle_scheduled_ = false;
    settle();
  });
}

void FlowNetwork::settle() {
  if (next_finish_) queue_.cancel(*next_finish_);
  next_finish_.reset();
  const std::optional<SimTime> next = allocator_.settle(queue_.now());
  if (next) next_finish_ = queue_.at(*next, [this] { finish_transfers(); });
}

}  // namespace fathom
