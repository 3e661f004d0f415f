#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

#include "protocol/kernels/wide_integer.hpp"

namespace fathom {

/// What the kernels ask of every integer type alike, built in or of many words: its way from and to
/// doubles, masks, and the form in which integers go from one ring to another.

/// Any element of any ring, signed or not: the widest has 521 bits.
using AnyInteger = WideInteger<9, true>;

constexpr AnyInteger widen(std::uint64_t x) { return AnyInteger::of_unsigned(x); }
constexpr AnyInteger widen(unsigned __int128 x) { return AnyInteger::of_unsigned(x); }
constexpr AnyInteger widen(std::int64_t x) { return AnyInteger{x}; }
constexpr AnyInteger widen(__int128 x) { return AnyInteger{x}; }
template <std::size_t kWords, bool kSigned>
constexpr AnyInteger widen(const WideInteger<kWords, kSigned>& x) {
  return AnyInteger(x);
}

/// The lowest bits of x in another type.
template <class Integer>
constexpr Integer narrow(const AnyInteger& x) {
  if constexpr (sizeof(Integer) == 8)
    return x.words[0];
  else if constexpr (sizeof(Integer) == 16)
    return static_cast<Integer>(x.words[1]) << 64 | x.words[0];
  else
    return Integer(x);
}

constexpr std::uint64_t lowest_word(std::uint64_t x) { return x; }
constexpr std::uint64_t lowest_word(unsigned __int128 x) { return static_cast<std::uint64_t>(x); }
template <std::size_t kWords>
constexpr std::uint64_t lowest_word(const WideInteger<kWords>& x) {
  return x.words[0];
}

/// All ones if the top bit is set, else zero.
constexpr std::uint64_t top_bit_mask(std::uint64_t x) { return -(x >> 63); }
constexpr unsigned __int128 top_bit_mask(unsigned __int128 x) { return -(x >> 127); }
template <std::size_t kWords>
constexpr WideInteger<kWords> top_bit_mask(const WideInteger<kWords>& x) {
  WideInteger<kWords> mask{0};
  for (std::uint64_t& word : mask.words) word = top_bit_mask(x.words[kWords - 1]);
  return mask;
}

/// 2^bits - 1, for as many bits as the type has at most.
template <class Integer>
constexpr Integer low_mask(int bits) {
  constexpr int kWidth = static_cast<int>(8 * sizeof(Integer));
  const Integer ones = Integer{0} - Integer{1};
  return bits == 0 ? Integer{0} : ones >> (kWidth - bits);
}

/// Values that are not shares nearly always fit 64 bits, which convert ten times faster.
template <class Integer>
double to_double(Integer x) {
  const auto small = static_cast<std::int64_t>(x);
  return small == x ? static_cast<double>(small) : static_cast<double>(x);
}

/// To the nearest: the leading 64 bits, of which the last stands for all that follow.
template <std::size_t kWords>
double to_double(const WideInteger<kWords>& x) {
  std::size_t top = kWords - 1;
  while (top > 0 && x.words[top] == 0) --top;
  if (top == 0) return static_cast<double>(x.words[0]);
  const int zeros = std::countl_zero(x.words[top]);
  const int below = static_cast<int>(64 * top) - zeros;
  const std::uint64_t leading = (x >> below).words[0];
  const bool more = (x & low_mask<WideInteger<kWords>>(below)) != WideInteger<kWords>{0};
  return std::ldexp(static_cast<double>(leading | (more ? 1U : 0U)), below);
}

template <std::size_t kWords>
double to_double(const WideInteger<kWords, true>& x) {
  const auto small = static_cast<std::int64_t>(x.words[0]);
  if (x == WideInteger<kWords, true>{small}) return static_cast<double>(small);
  if (!x.top_bit()) return to_double(WideInteger<kWords>(x));
  return -to_double(WideInteger<kWords>{0} - WideInteger<kWords>(x));
}

/// The integer that a whole number is, which must fit.
template <class Integer>
struct FromDouble {
  static Integer read(double x) { return static_cast<Integer>(x); }
};
template <std::size_t kWords>
struct FromDouble<WideInteger<kWords, true>> {
  static WideInteger<kWords, true> read(double x) {
    constexpr double kSmall = 0x1p63;
    if (std::abs(x) < kSmall) return WideInteger<kWords, true>{static_cast<std::int64_t>(x)};
    const int shift = std::ilogb(x) - 62;
    const auto leading = static_cast<std::int64_t>(std::ldexp(x, -shift));
    return WideInteger<kWords, true>{leading} << shift;
  }
};

}  // namespace fathom
