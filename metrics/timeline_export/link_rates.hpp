#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "metrics/timeline_export/event_log.hpp"

namespace fathom {

/// From `time` on a link carries so many bits a second, until its next step.
struct RateStep {
  SimTime time;
  std::int64_t bits_per_s = 0;
};

/// What each link carried over time, from its first message to 0 after its last: each message at
/// one rate, its wire bytes over the time from its first byte's start to its last byte's, rounded
/// to whole bits a second. So the integral is the link's wire bytes, up to half a bit for each
/// second that a message took. One that took no time, on a link without limit, counts as a
/// microsecond.
[[nodiscard]] std::map<Link, std::vector<RateStep>> link_rates(
    const std::vector<MessageEvent>& messages);

}  // namespace fathom
