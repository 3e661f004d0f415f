#include "actors/network/unit_text.hpp"

#include <algorithm>
#include <cstdint>
#include <span>

#include "metrics/errors.hpp"

namespace fathom {

namespace {

struct Unit {
  std::string_view name;
  std::int64_t size;  ///< nanoseconds, or bits per second
};

constexpr Unit kDurationUnits[] = {
    {"ns", 1}, {"us", 1'000}, {"ms", 1'000'000}, {"s", 1'000'000'000}};
constexpr Unit kRateUnits[] = {
    {"bit/s", 1}, {"kbit/s", 1'000}, {"Mbit/s", 1'000'000}, {"Gbit/s", 1'000'000'000}};

constexpr std::string_view kDurationChoice = "ns, us, ms or s, such as 20ms";
constexpr std::string_view kRateChoice =
    "bit/s, kbit/s, Mbit/s or Gbit/s, such as 100Mbit/s, or unlimited";

constexpr std::int64_t kLongestNs = 1'000'000'000'000;
constexpr std::int64_t kSlowestBitsPerS = 1'000;
constexpr std::int64_t kFastestBitsPerS = 1'000'000'000'000'000;

[[noreturn]] void refuse(std::string_view where, const std::string& why) {
  throw UserError("network: in '" + std::string(where) + "', " + why);
}

std::string quoted(std::string_view text) { return "'" + std::string(text) + "'"; }

/// A number and what follows it: `mantissa` over ten to the power of `decimals`.
struct Decimal {
  std::int64_t mantissa = 0;
  int decimals = 0;
  std::string_view unit;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

Decimal split(std::string_view text, std::string_view where, std::string_view choice) {
  if (text.empty()) refuse(where, "there is no value; write a number and " + std::string(choice));
  if (text.front() == '-') {
    refuse(where,
           quoted(text) + " is negative; write a number from 0 on and " + std::string(choice));
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
    if (++digits > kMostDigits) refuse(where, quoted(text) + " has more than 18 digits; round it");
    result.mantissa = result.mantissa * 10 + (text[at] - '0');
    if (has_point) ++result.decimals;
  }
  const bool point_at_edge = has_point && (text.front() == '.' || text[at - 1] == '.');
  if (digits == 0 || point_at_edge) {
    refuse(where, quoted(text) + " is not a number with a unit; write a number and " +
                      std::string(choice));
  }
  result.unit = text.substr(at);
  if (result.unit.empty()) {
    refuse(where, quoted(text) + " has no unit; write " + std::string(choice));
  }
  return result;
}

std::int64_t scaled(const Decimal& number, std::int64_t size, std::string_view where,
                    std::string_view whole) {
  __extension__ typedef __int128 Wide;
  Wide value = static_cast<Wide>(number.mantissa) * size;
  for (int i = 0; i < number.decimals; ++i) {
    if (value % 10 != 0) {
      refuse(where, "the value is not a whole number of " + std::string(whole) +
                        ", the finest that is counted; round it");
    }
    value /= 10;
  }
  return static_cast<std::int64_t>(std::min<Wide>(value, INT64_MAX));
}

const Unit* find(std::span<const Unit> units, std::string_view name) {
  const auto found =
      std::find_if(units.begin(), units.end(), [&](const Unit& unit) { return unit.name == name; });
  return found == units.end() ? nullptr : &*found;
}

[[noreturn]] void refuse_rate_unit(std::string_view unit, std::string_view where) {
  const std::string choice(kRateChoice);
  if (unit.ends_with("bps") || unit.ends_with("Bps")) {
    refuse(where, "the unit " + quoted(unit) +
                      " is refused because some tools mean bits by it and some bytes; write " +
                      choice);
  }
  if (unit.ends_with("B/s") || unit.ends_with("b/s") || unit.ends_with("byte/s")) {
    refuse(where, "the unit " + quoted(unit) +
                      " is refused because rates are given in bits, 8 to the byte; write " +
                      choice);
  }
  refuse(where, quoted(unit) + " is no unit of bandwidth; write " + choice);
}

/// The value in the greatest unit that divides it.
std::string exact_text(std::int64_t value, std::span<const Unit> units) {
  const auto fits = [&](const Unit& unit) { return value % unit.size == 0; };
  const auto unit = std::find_if(units.rbegin(), units.rend(), fits);
  return std::to_string(value / unit->size) + std::string(unit->name);
}

}  // namespace

SimDuration parse_duration(std::string_view text, std::string_view where) {
  const Decimal number = split(text, where, kDurationChoice);
  const Unit* unit = find(kDurationUnits, number.unit);
  if (unit == nullptr) {
    refuse(where,
           quoted(number.unit) + " is no unit of time; write " + std::string(kDurationChoice));
  }
  const std::int64_t ns = scaled(number, unit->size, where, "nanoseconds");
  if (ns > kLongestNs) refuse(where, quoted(text) + " is too long; write at most 1000s");
  return SimDuration{ns};
}

Bandwidth parse_bandwidth(std::string_view text, std::string_view where) {
  if (text == "unlimited") return Bandwidth::unlimited();
  const Decimal number = split(text, where, kRateChoice);
  const Unit* unit = find(kRateUnits, number.unit);
  if (unit == nullptr) refuse_rate_unit(number.unit, where);
  const std::int64_t rate = scaled(number, unit->size, where, "bits per second");
  if (rate < kSlowestBitsPerS) refuse(where, quoted(text) + " is too slow; write at least 1kbit/s");
  if (rate > kFastestBitsPerS) {
    refuse(where, quoted(text) + " is too fast; write at most 1000000Gbit/s, or unlimited");
  }
  return Bandwidth::bits_per_s(rate);
}

std::string to_text(SimDuration duration) { return exact_text(duration.count(), kDurationUnits); }

std::string to_text(Bandwidth bandwidth) {
  if (bandwidth.is_unlimited()) return "unlimited";
  return exact_text(bandwidth.bits_per_s(), kRateUnits);
}

}  // namespace fathom
