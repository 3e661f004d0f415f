#include "experiments/crossover/search.hpp"

#include <algorithm>
#include <cmath>

namespace fathom {
namespace {

/// A value of four digits nearby, which reads better, where there is one inside the bracket.
std::int64_t readable_near(std::int64_t value, std::int64_t lower, std::int64_t upper) {
  std::int64_t unit = 1;
  while (value / unit >= 10'000) unit *= 10;
  const std::int64_t rounded = (value + unit / 2) / unit * unit;
  return rounded > lower && rounded < upper ? rounded : value;
}

/// The middle, a whole number of steps above the lower end.
std::int64_t middle(const SearchRange& range, std::int64_t lower, std::int64_t upper) {
  const auto low = static_cast<double>(lower), high = static_cast<double>(upper);
  const bool by_ratio = range.spacing == Spacing::logarithmic && lower > 0;
  const double centre = by_ratio ? std::sqrt(low) * std::sqrt(high) : low + (high - low) / 2;
  const std::int64_t steps = (upper - lower) / range.step;
  const auto nearest = static_cast<std::int64_t>((centre - low) / static_cast<double>(range.step));
  const std::int64_t value = lower + range.step * std::clamp<std::int64_t>(nearest, 1, steps - 1);
  return range.step == 1 ? readable_near(value, lower, upper) : value;
}

bool narrow_enough(const SearchRange& range, const Crossing& crossing) {
  const std::int64_t width = crossing.upper - crossing.lower;
  return width < 2 * range.step ||
         static_cast<double>(width) <= range.tolerance * static_cast<double>(crossing.lower);
}

Crossing narrowed(const SearchRange& range, Crossing crossing, const DuelAt& duel) {
  while (!narrow_enough(range, crossing)) {
    const std::int64_t value = middle(range, crossing.lower, crossing.upper);
    const Duel here = duel(value);
    const bool as_below = here.second_is_faster() == crossing.at_lower.second_is_faster();
    (as_below ? crossing.lower : crossing.upper) = value;
    (as_below ? crossing.at_lower : crossing.at_upper) = here;
  }
  return crossing;
}

}  // namespace

CrossingSearch find_crossings(const SearchRange& range, const DuelAt& duel) {
  const auto values = range_points(range.first, range.last, range.spacing, range.points, "--over");
  CrossingSearch search;
  search.at_first = search.at_last = duel(values.front());
  for (std::size_t i = 1; i < values.size(); ++i) {
    const Crossing between{values[i - 1], values[i], search.at_last, duel(values[i])};
    search.at_last = between.at_upper;
    if (between.at_lower.second_is_faster() == between.at_upper.second_is_faster()) continue;
    search.crossings.push_back(narrowed(range, between, duel));
  }
  return search;
}

}  // namespace fathom
