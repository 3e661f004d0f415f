#include "metrics/timeline_export/link_rates.hpp"

#include <algorithm>

namespace fathom {
namespace {

constexpr SimDuration kOfNoTime{1'000};

std::int64_t rate_of(Bytes wire, SimDuration time) {
  const __int128 bit_ns = static_cast<__int128>(wire.count()) * 8 * 1'000'000'000;
  return static_cast<std::int64_t>((bit_ns + time.count() / 2) / time.count());
}

/// Changes of a rate, in any order, as the rates that come of them.
std::vector<RateStep> added_up(std::vector<RateStep> changes) {
  std::ranges::stable_sort(changes, {}, &RateStep::time);
  std::vector<RateStep> steps;
  std::int64_t rate = 0;
  for (const RateStep& change : changes) {
    rate += change.bits_per_s;
    if (steps.empty() || steps.back().time != change.time) steps.push_back({change.time});
    steps.back().bits_per_s = rate;
  }
  return steps;
}

}  // namespace

std::map<Link, std::vector<RateStep>> link_rates(const std::vector<MessageEvent>& messages) {
  std::map<Link, std::vector<RateStep>> links;
  for (const MessageEvent& message : messages) {
    const MessageLife& life = message.life;
    const SimDuration took = life.transmitted - life.started;
    const SimDuration time = took == SimDuration{} ? kOfNoTime : took;
    const std::int64_t rate = rate_of(message.wire, time);
    std::vector<RateStep>& changes = links[message.link];
    changes.push_back({life.started, rate});
    changes.push_back({life.started + time, -rate});
  }
  for (auto& [link, steps] : links) steps = added_up(std::move(steps));
  return links;
}

}  // namespace fathom
