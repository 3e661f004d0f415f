#include "actors/faults/draw_plan.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "actors/faults/tampering.hpp"

namespace fathom {
namespace {

class Drawing {
 public:
  Drawing(std::uint64_t seed, const FaultFree& right) : random_(seed), right_(right) {}

  std::size_t below(std::size_t end) { return static_cast<std::size_t>(random_() % end); }

  /// From 10 us to 100 s, every order of magnitude alike.
  SimDuration duration(int least_digits, int digits) {
    const double exponent = least_digits + double(below(1000)) / 1000 * (digits - least_digits);
    return SimDuration{static_cast<std::int64_t>(std::pow(10.0, exponent))};
  }

  Fault fault(FaultKind kind) {
    Fault drawn;
    drawn.kind = kind;
    switch (kind) {
      case FaultKind::delay:
        drawn.message = message(kind);
        drawn.time = duration(4, 11);
        break;
      case FaultKind::reorder:
        drawn.time = duration(4, 9);
        break;
      case FaultKind::loss:
        drawn.amount = static_cast<std::int64_t>(1 + below(100));
        break;
      case FaultKind::cut:
        drawn.message = message(kind);
        drawn.party = right_.messages[drawn.message].from;
        drawn.peer = right_.messages[drawn.message].to;
        drawn.time = duration(4, 11);
        break;
      case FaultKind::slow:
        drawn.party = party();
        drawn.amount = static_cast<std::int64_t>(2 + below(999));
        break;
      case FaultKind::freeze:
        drawn.time = duration(4, 11);
        drawn.party = party();
        drawn.message = message(kind);
        break;
      case FaultKind::vanish:
        drawn.party = member();
        [[fallthrough]];
      default:
        if (kind != FaultKind::truncation) drawn.message = message(kind);
    }
    return drawn;
  }

 private:
  PartyId party() { return right_.parties[below(right_.parties.size())]; }
  /// One that does not end as soon as it has begun.
  PartyId member() {
    PartyId drawn = party();
    while (drawn.is_provider()) drawn = party();
    return drawn;
  }
  std::size_t message(FaultKind kind) {
    std::vector<std::size_t> numbers;
    for (std::size_t i = 0; i < right_.messages.size(); ++i) {
      if (can_befall(kind, right_.messages[i].header)) numbers.push_back(i);
    }
    return numbers.at(below(numbers.size()));
  }

  std::mt19937_64 random_;
  const FaultFree& right_;
};

}  // namespace

FaultPlan draw_plan(FaultKind kind, std::uint64_t seed, const FaultFree& right) {
  return {seed, {Drawing(mix(seed, static_cast<std::uint64_t>(kind)), right).fault(kind)}};
}

FaultPlan draw_mixed_plan(std::uint64_t seed, const FaultFree& right) {
  Drawing drawing(mix(seed, kFaultKinds), right);
  FaultPlan plan{seed, {}};
  const std::size_t faults = 2 + drawing.below(4);
  constexpr auto kKinds = static_cast<std::size_t>(FaultKind::crash_receiving) + 1;
  while (plan.faults.size() < faults) {
    plan.faults.push_back(drawing.fault(static_cast<FaultKind>(drawing.below(kKinds))));
  }
  return plan;
}

bool can_happen(FaultKind kind, const FaultFree& right) {
  return std::ranges::any_of(
      right.messages, [kind](const MessageFacts& facts) { return can_befall(kind, facts.header); });
}

}  // namespace fathom
