#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "actors/network/endpoint_classes.hpp"
#include "actors/network/max_min.hpp"
#include "actors/network/transfer_rate.hpp"

namespace fathom {

/// One connection of an ordered pair of hosts, numbered in the order in which they were added.
using ConnectionId = std::uint32_t;

/// Active connections between the same classes of endpoints, under the same cap, have the same
/// rate. Such a group keeps one counter of what each of its connections could have passed since the
/// group began, and each transfer remembers the count at which it is finished: time passes for a
/// million transfers in one addition.
class TransferGroups {
 public:
  struct Key {
    ClassId source = EndpointClasses::kNoClass;
    ClassId destination = EndpointClasses::kNoClass;
    TransferRate cap = kUnlimitedRate;
    bool operator==(const Key&) const = default;
  };

  void add_connection() { transfers_.emplace_back(); }

  /// Enters a connection into the group of `key`, or moves it there with what remains of its
  /// transfer.
  void place(ConnectionId connection, const Key& key);
  void remove(ConnectionId connection);
  [[nodiscard]] bool is_placed(ConnectionId connection) const;

  /// Begins a transfer on a placed connection whose last transfer, if any, is finished.
  void begin(ConnectionId connection, TransferAmount amount);

  /// Lets time pass at the present rates.
  void advance(SimDuration time);

  /// Takes the finished transfers, in order of connection.
  void take_finished(std::vector<ConnectionId>& finished);

  /// Until the next transfer is finished; nothing if none is under way.
  [[nodiscard]] std::optional<SimDuration> until_next();

  /// Gives every group its max-min fair rate.
  void share_out(const EndpointClasses& classes);

  [[nodiscard]] TransferRate rate(ConnectionId connection) const;

 private:
  using GroupId = std::uint32_t;
  static constexpr GroupId kNoGroup = UINT32_MAX;

  /// `finish` is a count of the group's progress. A mark whose version is no longer its transfer's
  /// is stale; versions are never used twice, in any group.
  struct Mark {
    TransferAmount finish;
    std::uint64_t version;
    ConnectionId connection;
  };
  struct Later {
    bool operator()(const Mark& a, const Mark& b) const { return a.finish > b.finish; }
  };
  struct Transfer {
    TransferAmount finish = 0;
    std::uint64_t version = 0;  ///< of its only valid mark; 0 while nothing is under way
    GroupId group = kNoGroup;
  };
  struct Group {
    Key key;
    std::int64_t connections = 0;
    TransferRate rate;
    TransferAmount progress = 0;
    std::vector<Mark> marks;   ///< a heap, the least finish first
    std::size_t position = 0;  ///< in `used_`
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const noexcept;
  };

  GroupId find_or_create(const Key& key);
  void leave(GroupId id);
  void mark(ConnectionId connection, TransferAmount finish);
  void drop_stale(Group& group);
  std::uint32_t limit_of(ClassId id, const EndpointClasses& classes);

  std::vector<Transfer> transfers_;
  std::vector<Group> groups_;
  std::vector<GroupId> used_;
  std::vector<GroupId> free_;
  std::unordered_map<Key, GroupId, KeyHash> by_key_;
  std::uint64_t last_version_ = 0;

  // Working space of share_out, kept to spare allocations.
  std::vector<ShareLimit> limits_;
  std::vector<ShareGroup> shares_;
  std::vector<std::uint32_t> limit_of_class_;
};

}  // namespace fathom
