#include "actors/network/transfer_groups.hpp"

#include <algorithm>
#include <limits>

#include "metrics/errors.hpp"

namespace fathom {

void TransferGroups::place(ConnectionId connection, const Key& key) {
  Transfer& transfer = transfers_[connection];
  const GroupId old = transfer.group;
  if (old != kNoGroup && groups_[old].key == key) return;
  const GroupId found = find_or_create(key);
  ++groups_[found].connections;
  transfer.group = found;
  if (old == kNoGroup) return;
  const TransferAmount remaining = transfer.finish - groups_[old].progress;
  if (transfer.version != 0) mark(connection, groups_[found].progress + remaining);
  leave(old);
}

void TransferGroups::remove(ConnectionId connection) {
  Transfer& transfer = transfers_[connection];
  ensure(transfer.version == 0, "allocator: a connection was stopped in the middle of a transfer");
  leave(transfer.group);
  transfer.group = kNoGroup;
}

bool TransferGroups::is_placed(ConnectionId connection) const {
  return transfers_[connection].group != kNoGroup;
}

void TransferGroups::begin(ConnectionId connection, TransferAmount amount) {
  const Transfer& transfer = transfers_[connection];
  ensure(transfer.version == 0, "allocator: a transfer began before the last one was finished");
  mark(connection, groups_[transfer.group].progress + amount);
}

void TransferGroups::advance(SimDuration time) {
  for (const GroupId id : used_) groups_[id].progress += amount_in(time, groups_[id].rate);
}

void TransferGroups::take_finished(std::vector<ConnectionId>& finished) {
  finished.clear();
  for (const GroupId id : used_) {
    Group& group = groups_[id];
    for (drop_stale(group); !group.marks.empty(); drop_stale(group)) {
      const Mark& first = group.marks.front();
      if (first.finish > group.progress) break;
      transfers_[first.connection].version = 0;
      finished.push_back(first.connection);
    }
  }
  std::sort(finished.begin(), finished.end());
}

std::optional<SimDuration> TransferGroups::until_next() {
  std::optional<SimDuration> least;
  for (const GroupId id : used_) {
    Group& group = groups_[id];
    drop_stale(group);
    if (group.marks.empty()) continue;
    const SimDuration time = time_for(group.marks.front().finish - group.progress, group.rate);
    if (!least || time < *least) least = time;
  }
  return least;
}

void TransferGroups::share_out(const EndpointClasses& classes) {
  limits_.assign(1, ShareLimit{});
  shares_.clear();
  limit_of_class_.resize(std::max(limit_of_class_.size(), classes.size()), 0);
  for (const GroupId id : used_) {
    const Group& group = groups_[id];
    ShareGroup share;
    share.source = limit_of(group.key.source, classes);
    share.destination = limit_of(group.key.destination, classes);
    share.cap = group.key.cap;
    if (share.source != 0) {
      share.per_source = group.connections / classes[group.key.source].members;
    }
    if (share.destination != 0) {
      share.per_destination = group.connections / classes[group.key.destination].members;
    }
    shares_.push_back(share);
  }
  fill_max_min(limits_, shares_);
  for (std::size_t i = 0; i < used_.size(); ++i) {
    Group& group = groups_[used_[i]];
    group.rate = shares_[i].rate;
    limit_of_class_[group.key.source] = 0;
    limit_of_class_[group.key.destination] = 0;
    check_share(group.rate);
  }
}

TransferRate TransferGroups::rate(ConnectionId connection) const {
  const GroupId group = transfers_[connection].group;
  return group == kNoGroup ? TransferRate{} : groups_[group].rate;
}

TransferGroups::GroupId TransferGroups::find_or_create(const Key& key) {
  const auto [entry, is_new] = by_key_.try_emplace(key, kNoGroup);
  if (!is_new) return entry->second;
  if (free_.empty()) {
    free_.push_back(static_cast<GroupId>(groups_.size()));
    groups_.emplace_back();
  }
  const GroupId id = free_.back();
  free_.pop_back();
  entry->second = id;
  groups_[id].key = key;
  groups_[id].position = used_.size();
  used_.push_back(id);
  return id;
}

/// One connection less; a group without any is given up.
void TransferGroups::leave(GroupId id) {
  Group& group = groups_[id];
  if (--group.connections > 0) return;
  by_key_.erase(group.key);
  group.marks.clear();
  group.progress = 0;
  groups_[used_.back()].position = group.position;
  used_[group.position] = used_.back();
  used_.pop_back();
  free_.push_back(id);
}

void TransferGroups::mark(ConnectionId connection, TransferAmount finish) {
  Transfer& transfer = transfers_[connection];
  transfer.finish = finish;
  transfer.version = ++last_version_;
  std::vector<Mark>& marks = groups_[transfer.group].marks;
  marks.push_back({finish, transfer.version, connection});
  std::push_heap(marks.begin(), marks.end(), Later{});
}

/// Removes marks of transfers that are finished or went to another group from the top of the heap.
void TransferGroups::drop_stale(Group& group) {
  std::vector<Mark>& marks = group.marks;
  while (!marks.empty() && marks.front().version != transfers_[marks.front().connection].version) {
    std::pop_heap(marks.begin(), marks.end(), Later{});
    marks.pop_back();
  }
}

/// The place in `limits_` of a class, entered there when first met; 0 if it limits nobody.
std::uint32_t TransferGroups::limit_of(ClassId id, const EndpointClasses& classes) {
  if (id == EndpointClasses::kNoClass) return 0;
  std::uint32_t& place = limit_of_class_[id];
  if (place == 0) {
    place = static_cast<std::uint32_t>(limits_.size());
    ShareLimit limit;
    limit.capacity = classes[id].capacity;
    limits_.push_back(limit);
  }
  return place;
}

std::size_t TransferGroups::KeyHash::operator()(const Key& key) const noexcept {
  std::uint64_t hash = (static_cast<std::uint64_t>(key.source) << 32U) | key.destination;
  hash = (hash ^ static_cast<std::uint64_t>(key.cap.count())) * 0x9e3779b97f4a7c15ULL;
  return hash ^ (hash >> 29U);
}

}  // namespace fathom
