#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fathom {

/// A range as the user writes it: FIRST:LAST:logN or FIRST:LAST:linN, N points with both ends,
/// upwards or downwards.
enum class Spacing { linear, logarithmic };

struct RangeText {
  std::string_view first, last;
  Spacing spacing = Spacing::linear;
  std::int64_t count = 0;
};

/// Nothing for a text without a colon. Throws UserError for one with a colon that is no range;
/// `where` begins the sentence.
[[nodiscard]] std::optional<RangeText> split_range(std::string_view text, const std::string& where);

/// The points of a range, in whole numbers. The ends are exact. Between them, linear points are
/// rounded to the nearest whole number, halves away from FIRST; logarithmic ones to three
/// significant digits, or to whole numbers where three digits would make two points equal.
/// Throws UserError when two points are equal all the same, or a logarithm would be that of 0.
[[nodiscard]] std::vector<std::int64_t> range_points(std::int64_t first, std::int64_t last,
                                                     Spacing spacing, std::int64_t count,
                                                     const std::string& where);

}  // namespace fathom
