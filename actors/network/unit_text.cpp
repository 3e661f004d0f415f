#include "actors/network/unit_text.hpp"

#include "actors/network/decimal_text.hpp"
#include "actors/network/refusal.hpp"

namespace fathom {
namespace {

constexpr TextUnit kDurationUnits[] = {
    {"ns", 1}, {"us", 1'000}, {"ms", 1'000'000}, {"s", 1'000'000'000}};
constexpr TextUnit kRateUnits[] = {
    {"bit/s", 1}, {"kbit/s", 1'000}, {"Mbit/s", 1'000'000}, {"Gbit/s", 1'000'000'000}};

constexpr std::string_view kDurationChoice = "ns, us, ms or s, such as 20ms";
constexpr std::string_view kRateChoice =
    "bit/s, kbit/s, Mbit/s or Gbit/s, such as 100Mbit/s, or unlimited";
constexpr std::string_view kSizeChoice = "B, KiB, MiB or GiB, such as 3MiB";

constexpr std::int64_t kLongestNs = 1'000'000'000'000;
constexpr std::int64_t kSlowestBitsPerS = 1'000;
constexpr std::int64_t kFastestBitsPerS = 1'000'000'000'000'000;
constexpr std::int64_t kLeastWindow = 14'480;
constexpr std::int64_t kGreatestWindow = 1 << 30;
constexpr std::int64_t kGreatestShare = 500'000'000;
constexpr std::int64_t kSlowest = 1'000;
constexpr std::int64_t kFastest = 1'000'000'000;
constexpr std::int64_t kMostCores = 1'024;
constexpr int kSpeedDecimals = 6;
constexpr int kShareDecimals = 7;  ///< of a per cent: a billionth of all

[[noreturn]] void refuse_unit(std::string_view where, std::string_view text, std::string_view unit,
                              const std::string& kind, std::string_view choice) {
  if (unit.empty()) {
    refuse_in(where, quoted_text(text) + " has no unit; write " + std::string(choice));
  }
  refuse_in(where, quoted_text(unit) + " is no unit of " + kind + "; write " + std::string(choice));
}

[[noreturn]] void refuse_rate_unit(std::string_view text, std::string_view unit,
                                   std::string_view where) {
  const std::string choice(kRateChoice);
  if (unit.ends_with("bps") || unit.ends_with("Bps")) {
    refuse_in(where, "the unit " + quoted_text(unit) +
                         " is refused because some tools mean bits by it and some bytes; write " +
                         choice);
  }
  if (unit.ends_with("B/s") || unit.ends_with("b/s") || unit.ends_with("byte/s")) {
    refuse_in(where, "the unit " + quoted_text(unit) +
                         " is refused because rates are given in bits, 8 to the byte; write " +
                         choice);
  }
  refuse_unit(where, text, unit, "bandwidth", choice);
}

/// A number without a unit.
Decimal plain_number(std::string_view text, std::string_view where, std::string_view choice) {
  const Decimal number = split_decimal(text, where, choice);
  if (number.unit.empty()) return number;
  refuse_in(where, quoted_text(text) + " is not a plain number; write " + std::string(choice));
}

}  // namespace

SimDuration parse_duration(std::string_view text, std::string_view where) {
  const Decimal number = split_decimal(text, where, kDurationChoice);
  const TextUnit* unit = find_unit(kDurationUnits, number.unit);
  if (unit == nullptr) refuse_unit(where, text, number.unit, "time", kDurationChoice);
  const std::int64_t ns = in_smallest(number, unit->size, where, "nanoseconds");
  if (ns > kLongestNs) refuse_in(where, quoted_text(text) + " is too long; write at most 1000s");
  return SimDuration{ns};
}

Bandwidth parse_bandwidth(std::string_view text, std::string_view where) {
  if (text == "unlimited") return Bandwidth::unlimited();
  const Decimal number = split_decimal(text, where, kRateChoice);
  const TextUnit* unit = find_unit(kRateUnits, number.unit);
  if (unit == nullptr) refuse_rate_unit(text, number.unit, where);
  const std::int64_t rate = in_smallest(number, unit->size, where, "bits per second");
  if (rate < kSlowestBitsPerS) {
    refuse_in(where, quoted_text(text) + " is too slow; write at least 1kbit/s");
  }
  if (rate > kFastestBitsPerS) {
    refuse_in(where, quoted_text(text) + " is too fast; write at most 1000000Gbit/s, or unlimited");
  }
  return Bandwidth::bits_per_s(rate);
}

std::int64_t parse_share(std::string_view text, std::string_view where) {
  constexpr std::int64_t kPerCent = 10'000'000;
  const std::string_view choice = "% of all, such as 0.1%";
  const Decimal number = split_decimal(text, where, choice);
  if (number.unit != "%") refuse_unit(where, text, number.unit, "loss", choice);
  const std::int64_t share = in_smallest(number, kPerCent, where, "billionths");
  if (share > kGreatestShare)
    refuse_in(where, quoted_text(text) + " is too much; write at most 50%");
  return share;
}

Bytes parse_size(std::string_view text, std::string_view where) {
  const Decimal number = split_decimal(text, where, kSizeChoice);
  const TextUnit* unit = find_unit(kSizeUnits, number.unit);
  if (unit == nullptr) refuse_unit(where, text, number.unit, "size", kSizeChoice);
  const std::int64_t size = in_smallest(number, unit->size, where, "bytes");
  if (size < kLeastWindow || size > kGreatestWindow) {
    refuse_in(where, quoted_text(text) + " is no window; write from 14480B (ten segments) to 1GiB");
  }
  return Bytes{size};
}

std::int64_t parse_speed(std::string_view text, std::string_view where) {
  const std::string_view choice = "a factor such as 0.25 or 2";
  const std::int64_t speed =
      in_smallest(plain_number(text, where, choice), 1'000'000, where, "millionths");
  if (speed < kSlowest || speed > kFastest) {
    refuse_in(where, quoted_text(text) + " is out of range; write a factor from 0.001 to 1000");
  }
  return speed;
}

std::int64_t parse_cores(std::string_view text, std::string_view where) {
  const std::string_view choice = "a whole number such as 4";
  const std::int64_t cores = in_smallest(plain_number(text, where, choice), 1, where, "cores");
  if (cores < 1 || cores > kMostCores) {
    refuse_in(where, quoted_text(text) + " is out of range; write from 1 to 1024");
  }
  return cores;
}

std::string to_text(SimDuration duration) { return exact_text(duration.count(), kDurationUnits); }

std::string to_text(Bandwidth bandwidth) {
  if (bandwidth.is_unlimited()) return "unlimited";
  return exact_text(bandwidth.bits_per_s(), kRateUnits);
}

std::string to_text(Bytes size) { return exact_text(size.count(), kSizeUnits); }

std::string share_text(std::int64_t billionths) {
  return decimal_text(billionths, kShareDecimals) + "%";
}

std::string speed_text(std::int64_t millionths) { return decimal_text(millionths, kSpeedDecimals); }

}  // namespace fathom
