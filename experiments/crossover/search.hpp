#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "experiments/sweep/range.hpp"
#include "metrics/units.hpp"

namespace fathom {

/// How long the two contestants take at one value of the parameter. Where they take the same, the
/// first one counts as the faster.
struct Duel {
  SimDuration a{}, b{};
  [[nodiscard]] bool second_is_faster() const { return b < a; }
};
using DuelAt = std::function<Duel(std::int64_t value)>;

/// Where a crossover is looked for: whole numbers from `first` to `last`, `step` apart.
struct SearchRange {
  std::int64_t first = 0;
  std::int64_t last = 0;
  std::int64_t step = 1;
  Spacing spacing = Spacing::logarithmic;  ///< of the points tried first, and of halving
  std::int64_t points = 9;                 ///< tried first
  double tolerance = 0.01;                 ///< of a bracket: its width over its lower end
};

/// Two values, of which one contestant is faster at the lower and the other at the upper one.
struct Crossing {
  std::int64_t lower = 0, upper = 0;
  Duel at_lower, at_upper;
};

struct CrossingSearch {
  Duel at_first, at_last;           ///< the ends of the range
  std::vector<Crossing> crossings;  ///< upwards
};

/// Tries the points of the range, then halves every interval over which the faster one changes
/// until it is one step or the tolerance wide. Two changes between neighbouring points are missed.
[[nodiscard]] CrossingSearch find_crossings(const SearchRange& range, const DuelAt& duel);

}  // namespace fathom
