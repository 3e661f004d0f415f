#pragma once

#include "metrics/quantity.hpp"

namespace fathom {

/// The units of the accounting. All are integers, so that sums are exact and the same on every
/// machine.
using Bytes = Quantity<struct BytesUnit>;              ///< octets
using Elements = Quantity<struct ElementsUnit>;        ///< ring elements
using Messages = Quantity<struct MessagesUnit>;        ///< protocol messages, one per envelope
using Rounds = Quantity<struct RoundsUnit>;            ///< causal depth of online communication
using SimDuration = Quantity<struct SimDurationUnit>;  ///< virtual nanoseconds

/// A point of virtual time: nanoseconds since the start of the run.
class SimTime {
 public:
  constexpr SimTime() = default;
  constexpr explicit SimTime(std::int64_t ns) : ns_(ns) {}
  [[nodiscard]] constexpr std::int64_t ns() const { return ns_; }
  constexpr auto operator<=>(const SimTime&) const = default;
  friend constexpr SimTime operator+(SimTime t, SimDuration d) {
    return SimTime{t.ns_ + d.count()};
  }
  friend constexpr SimDuration operator-(SimTime a, SimTime b) {
    return SimDuration{a.ns_ - b.ns_};
  }

 private:
  std::int64_t ns_ = 0;
};

/// A rate of transmission in bits per second. `unlimited()` takes no time for any number of bytes.
class Bandwidth {
 public:
  constexpr Bandwidth() = default;
  [[nodiscard]] static constexpr Bandwidth bits_per_s(std::int64_t rate) { return Bandwidth{rate}; }
  [[nodiscard]] static constexpr Bandwidth unlimited() { return Bandwidth{}; }
  [[nodiscard]] constexpr bool is_unlimited() const { return bits_per_s_ == kUnlimited; }
  [[nodiscard]] constexpr std::int64_t bits_per_s() const { return bits_per_s_; }
  constexpr auto operator<=>(const Bandwidth&) const = default;

 private:
  static constexpr std::int64_t kUnlimited = INT64_MAX;
  constexpr explicit Bandwidth(std::int64_t rate) : bits_per_s_(rate) {}
  std::int64_t bits_per_s_ = kUnlimited;
};

/// Time to send `bytes` alone at `rate`, rounded up to the nanosecond.
constexpr SimDuration operator/(Bytes bytes, Bandwidth rate) {
  if (rate.is_unlimited()) return SimDuration{0};
  const auto bit_ns = static_cast<__int128>(bytes.count()) * 8 * 1'000'000'000;
  return SimDuration{
      static_cast<std::int64_t>((bit_ns + rate.bits_per_s() - 1) / rate.bits_per_s())};
}

namespace literals {

constexpr SimDuration operator""_ns(unsigned long long n) {
  return SimDuration{static_cast<std::int64_t>(n)};
}
constexpr SimDuration operator""_us(unsigned long long n) {
  return SimDuration{static_cast<std::int64_t>(n) * 1'000};
}
constexpr SimDuration operator""_ms(unsigned long long n) {
  return SimDuration{static_cast<std::int64_t>(n) * 1'000'000};
}
constexpr SimDuration operator""_s(unsigned long long n) {
  return SimDuration{static_cast<std::int64_t>(n) * 1'000'000'000};
}
constexpr Bandwidth operator""_bit_per_s(unsigned long long n) {
  return Bandwidth::bits_per_s(static_cast<std::int64_t>(n));
}
constexpr Bandwidth operator""_Mbit_per_s(unsigned long long n) {
  return Bandwidth::bits_per_s(static_cast<std::int64_t>(n) * 1'000'000);
}
constexpr Bandwidth operator""_Gbit_per_s(unsigned long long n) {
  return Bandwidth::bits_per_s(static_cast<std::int64_t>(n) * 1'000'000'000);
}

}  // namespace literals

}  // namespace fathom
