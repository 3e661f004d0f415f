#include "actors/network/allocator.hpp"

#include <algorithm>
#include <array>

#include "metrics/errors.hpp"

namespace fathom {

EndpointId Allocator::add_source(TransferRate egress) {
  const EndpointId id = classes_.add(EndpointClasses::Side::source, egress);
  active_.resize(classes_.endpoints());
  return id;
}

EndpointId Allocator::add_destination(TransferRate ingress) {
  const EndpointId id = classes_.add(EndpointClasses::Side::destination, ingress);
  active_.resize(classes_.endpoints());
  return id;
}

ConnectionId Allocator::add_connection(EndpointId source, EndpointId destination,
                                       TransferRate cap) {
  ensure(source != EndpointClasses::kNoEndpoint || destination != EndpointClasses::kNoEndpoint ||
             cap != kUnlimitedRate,
         "allocator: a connection without any limit was added");
  connections_.push_back({source, destination, cap});
  groups_.add_connection();
  return static_cast<ConnectionId>(connections_.size() - 1);
}

void Allocator::start(ConnectionId id, Bytes bytes, SimTime now) {
  ensure(bytes.count() >= 0, "allocator: a transfer of less than no bytes");
  advance(now);
  if (!lone_ && grouped_ == 0) lone_ = LoneTransfer{id, rate_alone(connections_[id]), {}};
  if (lone_ && lone_->connection == id) {
    ensure(!lone_->left, "allocator: a transfer began before the last one was finished");
    lone_->left = amount_of(bytes);
    return;
  }
  group_lone();
  if (!groups_.is_placed(id)) enter(id);
  groups_.begin(id, amount_of(bytes));
}

void Allocator::stop(ConnectionId id, SimTime now) {
  advance(now);
  if (lone_) {
    ensure(lone_->connection == id && !lone_->left,
           "allocator: a connection was stopped in the middle of a transfer");
    lone_.reset();
    return;
  }
  const Connection& connection = connections_[id];
  groups_.remove(id);
  --grouped_;
  delist(connection.source, id, &Connection::source_position);
  delist(connection.destination, id, &Connection::destination_position);
  regroup(connection);
}

const std::vector<ConnectionId>& Allocator::take_finished(SimTime now) {
  advance(now);
  if (!lone_) {
    groups_.take_finished(finished_);
    return finished_;
  }
  finished_.clear();
  if (lone_->take_finished()) finished_.push_back(lone_->connection);
  return finished_;
}

std::optional<SimTime> Allocator::settle(SimTime now) {
  advance(now);
  if (!settled_) groups_.share_out(classes_);
  settled_ = true;
  const std::optional<SimDuration> time = lone_ ? lone_->until_next() : groups_.until_next();
  if (!time) return std::nullopt;
  return now + *time;
}

TransferRate Allocator::rate_alone(const Connection& connection) const {
  const TransferRate rate = std::min({classes_.capacity(connection.source),
                                      classes_.capacity(connection.destination), connection.cap});
  check_share(rate);
  return rate;
}

/// A connection becomes active beside others.
void Allocator::enter(ConnectionId id) {
  const Connection& connection = connections_[id];
  enlist(connection.source, id, &Connection::source_position);
  enlist(connection.destination, id, &Connection::destination_position);
  ++grouped_;
  regroup(connection);
  place(id);
}

/// The lone connection, if there is one, is not alone any more.
void Allocator::group_lone() {
  if (!lone_) return;
  const LoneTransfer lone = *lone_;
  lone_.reset();
  enter(lone.connection);
  if (lone.left) groups_.begin(lone.connection, *lone.left);
}

void Allocator::advance(SimTime now) {
  if (now == now_) return;
  ensure(now > now_, "allocator: time went backwards");
  ensure(settled_, "allocator: time passed before the rates were settled");
  if (lone_) lone_->advance(now - now_);
  groups_.advance(now - now_);
  now_ = now;
}

void Allocator::enlist(EndpointId endpoint, ConnectionId id, Position position) {
  if (endpoint == EndpointClasses::kNoEndpoint) return;
  connections_[id].*position = static_cast<std::uint32_t>(active_[endpoint].size());
  active_[endpoint].push_back(id);
}

void Allocator::delist(EndpointId endpoint, ConnectionId id, Position position) {
  if (endpoint == EndpointClasses::kNoEndpoint) return;
  std::vector<ConnectionId>& active = active_[endpoint];
  const std::uint32_t gap = connections_[id].*position;
  connections_[active.back()].*position = gap;
  active[gap] = active.back();
  active.pop_back();
}

/// Finds the class that an endpoint belongs to now. Returns whether it changed.
bool Allocator::reclassify(EndpointId endpoint, EndpointId Connection::*far_end) {
  const std::vector<ConnectionId>& active = active_[endpoint];
  std::array<EndpointClasses::Peer, EndpointClasses::kFewPeers> peers{};
  if (active.size() <= peers.size()) {
    std::transform(active.begin(), active.end(), peers.begin(), [&](ConnectionId id) {
      return EndpointClasses::Peer{connections_[id].*far_end, connections_[id].cap};
    });
  }
  return classes_.update(endpoint, active.size(), peers);
}

/// Puts the connections in their groups again after `changed` became active or stopped being so.
/// Only those at its two ends can be concerned, and only if the class of that end is another now,
/// which for an end with many connections it is not.
void Allocator::regroup(const Connection& changed) {
  settled_ = false;
  const bool source_changed = reclassify(changed.source, &Connection::destination);
  const bool destination_changed = reclassify(changed.destination, &Connection::source);
  if (source_changed) {
    for (const ConnectionId id : active_[changed.source]) place(id);
  }
  if (destination_changed) {
    for (const ConnectionId id : active_[changed.destination]) place(id);
  }
  classes_.release_unused();
}

void Allocator::place(ConnectionId id) {
  const Connection& connection = connections_[id];
  groups_.place(id, {classes_.class_of(connection.source),
                     classes_.class_of(connection.destination), connection.cap});
}

}  // namespace fathom
