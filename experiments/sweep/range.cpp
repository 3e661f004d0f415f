#include "experiments/sweep/range.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "experiments/sweep/values.hpp"
#include "metrics/errors.hpp"

namespace fathom {
namespace {

__extension__ typedef __int128 Wide;

std::int64_t count_of(std::string_view digits, const std::string& where) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  constexpr std::size_t kMostDigits = 9;
  if (digits.empty() || !std::ranges::all_of(digits, is_digit)) {
    throw UserError(fmt::format(
        "{}: a range is FIRST:LAST:logN or FIRST:LAST:linN, such as 0.1ms:200ms:log12", where));
  }
  const std::int64_t count =
      digits.size() > kMostDigits ? kMostRuns + 1 : std::stoll(std::string(digits));
  if (count < 2 || count > kMostRuns) {
    throw UserError(
        fmt::format("{}: a range has 2 to {} points, not {}", where, kMostRuns, digits));
  }
  return count;
}

// Up or down without a standstill.
bool is_strict(const std::vector<std::int64_t>& points) {
  return std::ranges::is_sorted(points, std::less_equal<>()) ||
         std::ranges::is_sorted(points, std::greater_equal<>());
}

std::int64_t linear_point(std::int64_t first, std::int64_t last, std::int64_t i, std::int64_t n) {
  const Wide twice = (static_cast<Wide>(last) - first) * i * 2;
  const Wide half = twice < 0 ? -(n - 1) : n - 1;
  return static_cast<std::int64_t>(first + (twice + half) / (2 * static_cast<Wide>(n - 1)));
}

std::int64_t three_digits(double value) {
  constexpr double kThreeDigits = 1000;
  std::int64_t unit = 1;
  while (value / static_cast<double>(unit) >= kThreeDigits) unit *= 10;
  return std::llround(value / static_cast<double>(unit)) * unit;
}

std::vector<std::int64_t> points_by(std::int64_t first, std::int64_t last, std::int64_t count,
                                    const std::function<std::int64_t(std::int64_t)>& between) {
  std::vector<std::int64_t> points{first};
  for (std::int64_t i = 1; i + 1 < count; ++i) points.push_back(between(i));
  points.push_back(last);
  return points;
}

}  // namespace

std::optional<RangeText> split_range(std::string_view text, const std::string& where) {
  const std::size_t one = text.find(':');
  if (one == std::string_view::npos) return std::nullopt;
  const std::size_t two = text.find(':', one + 1);
  RangeText range;
  const std::string_view steps = two == std::string_view::npos ? "" : text.substr(two + 1);
  range.first = text.substr(0, one);
  range.last = text.substr(one + 1, two - one - 1);
  range.spacing = steps.starts_with("log") ? Spacing::logarithmic : Spacing::linear;
  const bool named = steps.starts_with("log") || steps.starts_with("lin");
  range.count = count_of(named ? steps.substr(3) : "", where);
  return range;
}

std::vector<std::int64_t> range_points(std::int64_t first, std::int64_t last, Spacing spacing,
                                       std::int64_t count, const std::string& where) {
  std::vector<std::int64_t> points;
  if (spacing == Spacing::linear) {
    points = points_by(first, last, count,
                       [&](std::int64_t i) { return linear_point(first, last, i, count); });
  } else {
    if (first <= 0 || last <= 0) {
      throw UserError(where + ": a range by log begins and ends above 0; lin may begin at 0");
    }
    const double ratio = static_cast<double>(last) / static_cast<double>(first);
    const auto exact = [&](std::int64_t i) {
      const double exponent = static_cast<double>(i) / static_cast<double>(count - 1);
      return static_cast<double>(first) * std::pow(ratio, exponent);
    };
    points = points_by(first, last, count, [&](std::int64_t i) { return three_digits(exact(i)); });
    if (!is_strict(points)) {
      points =
          points_by(first, last, count, [&](std::int64_t i) { return std::llround(exact(i)); });
    }
  }
  if (!is_strict(points)) {
    throw UserError(fmt::format("{}: two of the {} points are the same whole number; ask for fewer",
                                where, count));
  }
  return points;
}

}  // namespace fathom
