#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

#include "metrics/errors.hpp"
#include "metrics/quantity.hpp"
#include "metrics/units.hpp"

namespace fathom {

/// The integers in which links are shared out. The unit of data is 2^-20 byte; a rate is a whole
/// number of units per microsecond, rounded down (1 is 7.63 bit/s; every multiple of 15,625 bit/s
/// is exact); an amount counts thousandths of a unit, so that rate x nanoseconds is an amount
/// without rounding. Rounding down matters for very small shares alone: of 100 Mbit/s, a million
/// connections get 13 units each instead of 13.1, and so take 0.8 % longer.
using TransferRate = Quantity<struct TransferRateUnit>;

__extension__ typedef __int128 TransferAmount;

inline constexpr std::int64_t kUnitsPerByte = 1 << 20;
inline constexpr TransferRate kUnlimitedRate{std::numeric_limits<std::int64_t>::max()};

/// The rate of a link, rounded down.
[[nodiscard]] constexpr TransferRate rate_of(Bandwidth bandwidth) {
  if (bandwidth.is_unlimited()) return kUnlimitedRate;
  constexpr TransferAmount kUnitsPerBit = kUnitsPerByte / 8;
  const TransferAmount units_per_us = bandwidth.bits_per_s() * kUnitsPerBit / 1'000'000;
  const TransferAmount most = kUnlimitedRate.count() - 1;
  return TransferRate{static_cast<std::int64_t>(std::min(units_per_us, most))};
}

/// What a connection reaches that loses `loss` billionths of its segments: one segment a round trip
/// times sqrt(3 / 2 loss), in whole bits per second. [Mathis, Semke, Mahdavi and Ott, 1997]
[[nodiscard]] Bandwidth rate_under_loss(SimDuration round_trip, std::int64_t loss);

/// Throws UserError if a share of a link is below the least rate.
void check_share(TransferRate share);

[[nodiscard]] constexpr TransferAmount amount_of(Bytes bytes) {
  return static_cast<TransferAmount>(bytes.count()) * kUnitsPerByte * 1000;
}

/// What passes at `rate` in `time`, exactly.
[[nodiscard]] constexpr TransferAmount amount_in(SimDuration time, TransferRate rate) {
  return static_cast<TransferAmount>(rate.count()) * time.count();
}

/// The first whole nanosecond by which `amount` has passed at `rate`; an unlimited rate takes no
/// time.
[[nodiscard]] constexpr SimDuration time_for(TransferAmount amount, TransferRate rate) {
  if (amount <= 0 || rate == kUnlimitedRate) return SimDuration{0};
  ensure(rate.count() > 0, "network: a transfer was left without any bandwidth");
  const TransferAmount ns = (amount + rate.count() - 1) / rate.count();
  ensure(ns < kUnlimitedRate.count() / 2, "network: a transfer would take more than 146 years");
  return SimDuration{static_cast<std::int64_t>(ns)};
}

}  // namespace fathom
