#pragma once

#include <cstdint>
#include <vector>

#include "actors/network/transfer_rate.hpp"

namespace fathom {

/// One limit on a sum of rates: the egress or ingress of a host, or of each of several hosts alike.
struct ShareLimit {
  TransferRate capacity = kUnlimitedRate;
  std::int64_t load = 0;                ///< connections not yet given a rate; used while filling
  TransferRate share = kUnlimitedRate;  ///< capacity over load; used while filling
};

/// Connections that stand in exactly the same place, and so get the same rate. `source` and
/// `destination` number the limits they pass; a limit that stands for several hosts alike is
/// counted for one of them.
struct ShareGroup {
  std::uint32_t source = 0;
  std::uint32_t destination = 0;
  std::int64_t per_source = 0;        ///< connections of this group at one such source
  std::int64_t per_destination = 0;   ///< connections of this group at one such destination
  TransferRate cap = kUnlimitedRate;  ///< of each connection
  TransferRate rate;                  ///< of each connection: the result
  bool fixed = false;                 ///< used while filling
};

/// Max-min fair rates by progressive filling [Bertsekas and Gallager, Data Networks,
/// section 6.5.2], in integers. In each round every limit offers capacity / load, rounded down; the
/// least offer, or the least cap if that is less, is given for good to all connections whose limit
/// offers it or whose cap it is; then both are taken off. Offers never fall from round to round, so
/// no limit is exceeded, and each connection ends at its cap or at a limit where none has more and
/// fewer units are left over than connections share. `limits` are used up. Limit 0 must be
/// unlimited: it stands for "no limit".
void fill_max_min(std::vector<ShareLimit>& limits, std::vector<ShareGroup>& groups);

}  // namespace fathom
