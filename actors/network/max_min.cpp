#include "actors/network/max_min.hpp"

#include <algorithm>
#include <cstddef>

namespace fathom {

namespace {

/// The load on each limit. Unlimited ones bear none, so that they never offer anything.
void add_loads(std::vector<ShareLimit>& limits, std::vector<ShareGroup>& groups) {
  for (ShareGroup& group : groups) {
    group.fixed = false;
    if (limits[group.source].capacity == kUnlimitedRate) group.per_source = 0;
    if (limits[group.destination].capacity == kUnlimitedRate) group.per_destination = 0;
    limits[group.source].load += group.per_source;
    limits[group.destination].load += group.per_destination;
  }
}

TransferRate least_offer(std::vector<ShareLimit>& limits, const std::vector<ShareGroup>& groups) {
  TransferRate least = kUnlimitedRate;
  for (ShareLimit& limit : limits) {
    if (limit.load == 0) continue;
    limit.share = TransferRate{limit.capacity.count() / limit.load};
    least = std::min(least, limit.share);
  }
  for (const ShareGroup& group : groups) {
    if (!group.fixed) least = std::min(least, group.cap);
  }
  return least;
}

void take(ShareLimit& limit, std::int64_t connections, TransferRate rate) {
  limit.load -= connections;
  limit.capacity -= rate * connections;
}

}  // namespace

void fill_max_min(std::vector<ShareLimit>& limits, std::vector<ShareGroup>& groups) {
  add_loads(limits, groups);
  std::size_t open = groups.size();
  while (open > 0) {
    const TransferRate least = least_offer(limits, groups);
    ensure(least != kUnlimitedRate, "network: a connection without any limit asks for a share");
    for (ShareGroup& group : groups) {
      ShareLimit& source = limits[group.source];
      ShareLimit& destination = limits[group.destination];
      if (group.fixed ||
          (group.cap != least && source.share != least && destination.share != least)) {
        continue;
      }
      group.fixed = true;
      group.rate = least;
      take(source, group.per_source, least);
      take(destination, group.per_destination, least);
      --open;
    }
  }
}

}  // namespace fathom
