#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace fathom {

/// A unit by which a number is followed, and how many of the smallest units it holds.
struct TextUnit {
  std::string_view name;
  std::int64_t size;
};

inline constexpr TextUnit kSizeUnits[] = {
    {"B", 1}, {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}};

/// A number and what follows it: `mantissa` over ten to the power of `decimals`.
struct Decimal {
  std::int64_t mantissa = 0;
  int decimals = 0;
  std::string_view unit;
};

/// Splits a value into its number and its unit, which may be empty. Throws UserError, which says
/// what may be written (`choice`), unless it begins with a number of at most 18 digits.
[[nodiscard]] Decimal split_decimal(std::string_view text, std::string_view where,
                                    std::string_view choice);

/// The value in smallest units of which the unit holds `size`, at most the greatest integer. Throws
/// UserError where that is not a whole number of `whole`.
[[nodiscard]] std::int64_t in_smallest(const Decimal& number, std::int64_t size,
                                       std::string_view where, std::string_view whole);

/// Null where no unit has that name.
[[nodiscard]] const TextUnit* find_unit(std::span<const TextUnit> units, std::string_view name);

/// The value in the greatest unit that divides it; `units` ascend, and the first has size 1.
[[nodiscard]] std::string exact_text(std::int64_t value, std::span<const TextUnit> units);

/// `value` over ten to the power of `decimals`, without trailing zeros: 250 of 3 is 0.25.
[[nodiscard]] std::string decimal_text(std::int64_t value, int decimals);

}  // namespace fathom
