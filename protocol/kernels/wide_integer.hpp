#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace fathom {

/// An integer of so many 64-bit words, the lowest first, in two's complement; it wraps as the
/// built-in integers do. Read as signed it only shifts and widens differently. Additions keep their
/// carries without a branch, and nothing is allocated.
template <std::size_t kWords, bool kSigned = false>
struct WideInteger {
  std::array<std::uint64_t, kWords> words;

  static constexpr int kBits = static_cast<int>(64 * kWords);

  WideInteger() = default;
  constexpr explicit WideInteger(__int128 value) : words{} {
    for (std::size_t i = 0; i < kWords; ++i) {
      words[i] = static_cast<std::uint64_t>(i == 0 ? value : i == 1 ? value >> 64 : value >> 127);
    }
  }
  /// Widened by the other's sign, or cut to its lowest words.
  template <std::size_t kOther, bool kOtherSigned>
  constexpr explicit WideInteger(const WideInteger<kOther, kOtherSigned>& other) : words{} {
    for (std::size_t i = 0; i < kWords; ++i) {
      words[i] = i < kOther ? other.words[i] : other.fill();
    }
  }
  [[nodiscard]] static constexpr WideInteger of_unsigned(unsigned __int128 value) {
    WideInteger x{0};
    x.words[0] = static_cast<std::uint64_t>(value);
    if constexpr (kWords > 1) x.words[1] = static_cast<std::uint64_t>(value >> 64);
    return x;
  }

  [[nodiscard]] constexpr bool top_bit() const { return words[kWords - 1] >> 63U != 0; }
  /// What continues the number to the left.
  [[nodiscard]] constexpr std::uint64_t fill() const { return kSigned && top_bit() ? ~0ULL : 0; }

  friend constexpr WideInteger operator+(const WideInteger& a, const WideInteger& b) {
    WideInteger sum{0};
    unsigned __int128 carry = 0;
    for (std::size_t i = 0; i < kWords; ++i) {
      carry += a.words[i];
      carry += b.words[i];
      sum.words[i] = static_cast<std::uint64_t>(carry);
      carry >>= 64;
    }
    return sum;
  }

  friend constexpr WideInteger operator-(const WideInteger& a, const WideInteger& b) {
    WideInteger difference{0};
    unsigned __int128 borrow = 0;
    for (std::size_t i = 0; i < kWords; ++i) {
      const unsigned __int128 x = static_cast<unsigned __int128>(a.words[i]) - b.words[i] - borrow;
      difference.words[i] = static_cast<std::uint64_t>(x);
      borrow = (x >> 64) & 1U;
    }
    return difference;
  }

  friend constexpr WideInteger operator&(const WideInteger& a, const WideInteger& b) {
    WideInteger both{0};
    for (std::size_t i = 0; i < kWords; ++i) both.words[i] = a.words[i] & b.words[i];
    return both;
  }

  /// By at least 0 and less than the width.
  friend constexpr WideInteger operator>>(const WideInteger& a, int bits) {
    const auto whole = static_cast<std::size_t>(bits) / 64;
    const int part = bits % 64;
    const auto word = [&](std::size_t i) { return i < kWords ? a.words[i] : a.fill(); };
    WideInteger shifted{0};
    for (std::size_t i = 0; i < kWords; ++i) {
      // In two steps, since a shift by 64 is undefined.
      shifted.words[i] = word(i + whole) >> part | word(i + whole + 1) << 1 << (63 - part);
    }
    return shifted;
  }

  friend constexpr WideInteger operator<<(const WideInteger& a, int bits) {
    const auto whole = static_cast<std::size_t>(bits) / 64;
    const int part = bits % 64;
    const auto word = [&](std::size_t i, std::size_t back) {
      return i >= back ? a.words[i - back] : 0;
    };
    WideInteger shifted{0};
    for (std::size_t i = 0; i < kWords; ++i) {
      shifted.words[i] = word(i, whole) << part | word(i, whole + 1) >> 1 >> (63 - part);
    }
    return shifted;
  }

  friend constexpr bool operator==(const WideInteger&, const WideInteger&) = default;
};

/// Whether a < b, both read as unsigned.
template <std::size_t kWords>
constexpr bool operator<(const WideInteger<kWords>& a, const WideInteger<kWords>& b) {
  unsigned __int128 borrow = 0;
  for (std::size_t i = 0; i < kWords; ++i) {
    borrow = (static_cast<unsigned __int128>(a.words[i]) - b.words[i] - borrow) >> 64 & 1U;
  }
  return borrow != 0;
}

/// The whole product.
template <std::size_t kLeft, std::size_t kRight>
constexpr WideInteger<kLeft + kRight> multiply_wide(const WideInteger<kLeft>& a,
                                                    const WideInteger<kRight>& b) {
  WideInteger<kLeft + kRight> product{0};
  for (std::size_t i = 0; i < kLeft; ++i) {
    std::uint64_t carry = 0;
    for (std::size_t j = 0; j < kRight; ++j) {
      const unsigned __int128 sum =
          static_cast<unsigned __int128>(a.words[i]) * b.words[j] + product.words[i + j] + carry;
      product.words[i + j] = static_cast<std::uint64_t>(sum);
      carry = static_cast<std::uint64_t>(sum >> 64);
    }
    product.words[i + kRight] = carry;
  }
  return product;
}

/// sum + x 2^shift.
template <std::size_t kWords>
constexpr void add_shifted(WideInteger<kWords>& sum, unsigned __int128 x, std::size_t shift) {
  const auto part = static_cast<unsigned>(shift % 64);
  const std::array<std::uint64_t, 3> pieces{
      static_cast<std::uint64_t>(x << part), static_cast<std::uint64_t>(x << part >> 64),
      static_cast<std::uint64_t>(x >> 64 >> 1 >> (63 - part))};
  const std::size_t first = shift / 64;
  unsigned __int128 carry = 0;
  for (std::size_t i = 0; first + i < kWords; ++i) {
    carry += sum.words[first + i];
    if (i < pieces.size()) carry += pieces[i];
    sum.words[first + i] = static_cast<std::uint64_t>(carry);
    carry >>= 64;
  }
}

}  // namespace fathom
