#pragma once

#include <optional>

#include "actors/network/transfer_groups.hpp"
#include "actors/network/transfer_rate.hpp"

namespace fathom {

/// The only active connection of a network: the least of its limits is its rate, and nothing needs
/// to be shared out. Where parties send in turn, which most of a protocol is, every connection is
/// one.
struct LoneTransfer {
  ConnectionId connection = 0;
  TransferRate rate;
  std::optional<TransferAmount> left;  ///< of the transfer; nothing while none is under way

  void advance(SimDuration time) {
    if (left) *left -= amount_in(time, rate);
  }

  /// Whether the transfer is finished, which is said once.
  bool take_finished() {
    if (!left || *left > 0) return false;
    left.reset();
    return true;
  }

  [[nodiscard]] std::optional<SimDuration> until_next() const {
    if (!left) return std::nullopt;
    return time_for(*left, rate);
  }
};

}  // namespace fathom
