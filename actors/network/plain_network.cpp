#include "actors/network/plain_network.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "metrics/errors.hpp"

namespace fathom {

PlainNetwork::PlainNetwork(EventQueue& queue, NetworkSpec spec)
    : queue_(queue), spec_(std::move(spec)) {}

HostId PlainNetwork::add_host(std::string name) {
  const EndpointId source = allocator_.add_source(rate_of(spec_.up(name)));
  const EndpointId destination = allocator_.add_destination(rate_of(spec_.down(name)));
  hosts_.push_back({std::move(name), source, destination});
  return HostId{static_cast<std::uint32_t>(hosts_.size() - 1)};
}

void PlainNetwork::transmit(HostId from, HostId to, SimTime sent, Bytes wire,
                            DeliverCallback deliver) {
  ensure(from.index() < hosts_.size() && to.index() < hosts_.size(), "network: no such host");
  ensure(sent >= queue_.now(), "network: a message was sent in the past");
  ensure(wire.count() >= 0, "network: a message of less than no bytes");
  Message message;
  message.life = {sent, sent, sent, sent, SimDuration{0}};
  message.wire = wire;
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

std::vector<LinkStatistics> PlainNetwork::link_statistics() const {
  std::vector<LinkStatistics> result;
  for (const Link& link : links_) {
    if (link.statistics.messages.count() > 0) result.push_back(link.statistics);
  }
  std::sort(result.begin(), result.end(), [](const LinkStatistics& a, const LinkStatistics& b) {
    return std::tie(a.from, a.to) < std::tie(b.from, b.to);
  });
  return result;
}

PlainNetwork::LinkIndex PlainNetwork::link_between(HostId from, HostId to) {
  const std::uint64_t pair = (static_cast<std::uint64_t>(from.index()) << 32U) | to.index();
  const auto known = link_of_pair_.find(pair);
  if (known != link_of_pair_.end()) return known->second;
  const LinkIndex link = add_link(from, to);
  link_of_pair_.emplace(pair, link);
  return link;
}

PlainNetwork::LinkIndex PlainNetwork::add_link(HostId from, HostId to) {
  const Host& source = hosts_[from.index()];
  const Host& destination = hosts_[to.index()];
  const Bandwidth cap = spec_.cap(source.name, destination.name);
  Link link;
  link.statistics.from = from;
  link.statistics.to = to;
  link.statistics.bandwidth = std::min({spec_.up(source.name), spec_.down(destination.name), cap});
  link.latency = spec_.latency(source.name, destination.name);
  const auto index = static_cast<LinkIndex>(links_.size());
  if (!link.statistics.bandwidth.is_unlimited()) {
    link.connection =
        allocator_.add_connection(source.source, destination.destination, rate_of(cap));
    link_of_connection_.push_back(index);
  }
  links_.push_back(link);
  return index;
}

PlainNetwork::MessageIndex PlainNetwork::keep(Message message) {
  if (free_messages_.empty()) {
    messages_.push_back(std::move(message));
    return static_cast<MessageIndex>(messages_.size() - 1);
  }
  const MessageIndex index = free_messages_.back();
  free_messages_.pop_back();
  messages_[index] = std::move(message);
  return index;
}

PlainNetwork::Message PlainNetwork::release(MessageIndex index) {
  free_messages_.push_back(index);
  return std::move(messages_[index]);
}

/// The message is handed over: it goes behind the others of its connection.
void PlainNetwork::enqueue(MessageIndex index) {
  Link& link = links_[messages_[index].link];
  if (link.head == kNoMessage) {
    link.head = link.tail = index;
    start(link);
    if (link.connection) settle_soon();
  } else {
    messages_[link.tail].next = index;
    link.tail = index;
  }
}

/// The first byte of the message at the head may leave.
void PlainNetwork::start(Link& link) {
  Message& message = messages_[link.head];
  message.life.started = queue_.now();
  if (link.connection) {
    allocator_.start(*link.connection, message.wire, queue_.now());
  } else {
    finish_head(link);
  }
}

/// The last byte of the message at the head has left.
void PlainNetwork::finish_head(Link& link) {
  const MessageIndex index = link.head;
  Message& message = messages_[index];
  MessageLife& life = message.life;
  life.transmitted = queue_.now();
  life.delivered = life.transmitted + link.latency;
  link.statistics.messages += Messages{1};
  link.statistics.wire += message.wire;
  link.statistics.busy += life.transmitted - life.started;
  link.head = message.next;
  queue_.at(life.delivered, [this, index] {
    Message arrived = release(index);
    arrived.deliver(arrived.life);
  });
}

void PlainNetwork::finish_transfers() {
  next_finish_.reset();
  for (const ConnectionId connection : allocator_.take_finished(queue_.now())) {
    Link& link = links_[link_of_connection_[connection]];
    finish_head(link);
    if (link.head == kNoMessage) {
      allocator_.stop(connection, queue_.now());
    } else {
      start(link);
    }
  }
  settle();
}

/// Rates are worked out once for all messages of an instant that are on the queue already.
void PlainNetwork::settle_soon() {
  if (std::exchange(settle_scheduled_, true)) return;
  queue_.at(queue_.now(), [this] {
    settle_scheduled_ = false;
    settle();
  });
}

void PlainNetwork::settle() {
  if (next_finish_) queue_.cancel(*next_finish_);
  next_finish_.reset();
  const std::optional<SimTime> next = allocator_.settle(queue_.now());
  if (next) next_finish_ = queue_.at(*next, [this] { finish_transfers(); });
}

}  // namespace fathom
