#include "actors/network/decimal_text.hpp"

#include <algorithm>

#include "actors/network/refusal.hpp"

namespace fathom {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

Decimal split_decimal(std::string_view text, std::string_view where, std::string_view choice) {
  if (text.empty()) {
    refuse_in(where, "there is no value; write a number and " + std::string(choice));
  }
  if (text.front() == '-') {
    refuse_in(where, quoted_text(text) + " is negative; write a number from 0 on and " +
                         std::string(choice));
  }
  constexpr std::size_t kMostDigits = 18;
  Decimal result;
  std::size_t digits = 0;
  std::size_t at = 0;
  bool has_point = false;
  for (; at < text.size() && (is_digit(text[at]) || (text[at] == '.' && !has_point)); ++at) {
    if (text[at] == '.') {
      has_point = true;
      continue;
    }
    if (++digits > kMostDigits) {
      refuse_in(where, quoted_text(text) + " has more than 18 digits; round it");
    }
    result.mantissa = result.mantissa * 10 + (text[at] - '0');
    if (has_point) ++result.decimals;
  }
  const bool point_at_edge = has_point && (text.front() == '.' || text[at - 1] == '.');
  if (digits == 0 || point_at_edge) {
    refuse_in(where, quoted_text(text) + " is not a number with a unit; write a number and " +
                         std::string(choice));
  }
  result.unit = text.substr(at);
  return result;
}

std::int64_t in_smallest(const Decimal& number, std::int64_t size, std::string_view where,
                         std::string_view whole) {
  __extension__ typedef __int128 Wide;
  Wide value = static_cast<Wide>(number.mantissa) * size;
  for (int i = 0; i < number.decimals; ++i) {
    if (value % 10 != 0) {
      refuse_in(where, "the value is not a whole number of " + std::string(whole) +
                           ", the finest that is counted; round it");
    }
    value /= 10;
  }
  return static_cast<std::int64_t>(std::min<Wide>(value, INT64_MAX));
}

const TextUnit* find_unit(std::span<const TextUnit> units, std::string_view name) {
  const auto found = std::find_if(units.begin(), units.end(),
                                  [&](const TextUnit& unit) { return unit.name == name; });
  return found == units.end() ? nullptr : &*found;
}

std::string exact_text(std::int64_t value, std::span<const TextUnit> units) {
  const auto fits = [&](const TextUnit& unit) { return value % unit.size == 0; };
  const auto unit = std::find_if(units.rbegin(), units.rend(), fits);
  return std::to_string(value / unit->size) + std::string(unit->name);
}

std::string decimal_text(std::int64_t value, int decimals) {
  std::string digits = std::to_string(value);
  const auto places = static_cast<std::size_t>(decimals);
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  digits.insert(digits.size() - places, ".");
  digits.erase(digits.find_last_not_of('0') + 1);
  if (digits.back() == '.') digits.pop_back();
  return digits;
}

}  // namespace fathom
