#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fathom {

/// How many runs a sweep may have, of all points and repeats.
constexpr std::int64_t kMostRuns = 100'000;

/// What the values of a key are: this decides what a range is made of, and the column's unit.
enum class ValueKind { text, duration, rate };

/// A value as it is given to the option, and as it stands in the tables: a whole number of
/// nanoseconds or bits per second (`inf` for unlimited), or the same text.
struct SweepValue {
  std::string text, cell;
};

/// Reads the values of a key: a list separated by commas, or by semicolons where there is one, or a
/// range (see range.hpp) of durations, rates or whole numbers. Throws UserError, beginning with
/// `where`, for what is no such list, is empty, or has a value twice.
[[nodiscard]] std::vector<SweepValue> sweep_values(std::string_view text, ValueKind kind,
                                                   const std::string& where);

}  // namespace fathom
