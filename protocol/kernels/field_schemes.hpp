#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

#include "protocol/kernels/field_arithmetic.hpp"
#include "protocol/kernels/integer_readings.hpp"
#include "protocol/kernels/lanes.hpp"
#include "protocol/kernels/wide_integer.hpp"

namespace fathom {

/// Limb number i of an element.
template <int kLimbBits, class Element>
std::uint64_t limb_of(const Element& x, std::size_t i) {
  constexpr std::uint64_t kMask = (std::uint64_t{1} << kLimbBits) - 1;
  const Element shifted = x >> (kLimbBits * static_cast<int>(i));
  return lowest_word(shifted) & kMask;
}

/// Products in any field for any processor: products of limbs of equal weight are summed in 128
/// bits, and the sums are put together and reduced once. See BlockedMatmul; a Field is one of
/// FieldArithmetic with, besides, `Sum`, an integer that holds kDepth products, and reduce(sum).
template <class Field, std::size_t kLimbs, int kLimbBits>
struct FieldPortable {
  using Element = typename Field::Word;
  using Sum = unsigned __int128;
  static constexpr std::size_t kSums = 2 * kLimbs - 1;
  /// What 128 bits hold, and no more than what lies on the stack well.
  static constexpr std::size_t most_depth() {
    constexpr int kRoom = 128 - 2 * kLimbBits;
    constexpr std::size_t kProducts = kRoom > 12 ? 4096 : std::size_t{1} << kRoom;
    return kProducts / kLimbs < 128 ? kProducts / kLimbs : 128;
  }
  static constexpr std::size_t kRows = 1, kColumns = 1, kDepth = most_depth();
  static_assert(kDepth > 0 && kLimbs * kLimbBits >= Field::kBits);

  using Left = std::array<std::uint64_t, kLimbs>;
  using Right = std::array<std::uint64_t, kLimbs>;
  using Sums = std::array<Sum, kSums>;

  static void split(const Element& x, std::array<std::uint64_t, kLimbs>& limbs) {
    for (std::size_t i = 0; i < kLimbs; ++i) limbs[i] = limb_of<kLimbBits>(x, i);
  }
  static void split_left(const Element& x, std::size_t, Left& left) { split(x, left); }
  static void split_right(const Element* x, Right& right) { split(*x, right); }

  static void accumulate(const Left* left, const Right* right, std::size_t depth, Sums& sums) {
    [&]<std::size_t... weight>(std::index_sequence<weight...>) {
      ((sums[weight] = sum_of_weight<weight>(left, right, depth)), ...);
    }
    (std::make_index_sequence<kSums>());
  }

  static Element combine(const Sums& sums, std::size_t, std::size_t) {
    typename Field::Sum sum{0};
    for (std::size_t i = 0; i < kSums; ++i) add_shifted(sum, sums[i], kLimbBits * i);
    return Field::reduce(sum);
  }
  static Element add(const Element& a, const Element& b) {
    return reduce_once<Element>(a + b, Field::kModulus);
  }

 private:
  template <std::size_t weight>
  static Sum sum_of_weight(const Left* left, const Right* right, std::size_t depth) {
    constexpr std::size_t kFirst = weight < kLimbs ? 0 : weight - kLimbs + 1;
    constexpr std::size_t kLast = weight < kLimbs ? weight : kLimbs - 1;
    Sum sum = 0;
    for (std::size_t p = 0; p < depth; ++p) {
#pragma GCC unroll 9
      for (std::size_t i = kFirst; i <= kLast; ++i) sum += Sum{left[p][i]} * right[p][weight - i];
    }
    return sum;
  }
};

/// Limbs in 64-bit lanes, eight columns to a register, and sums of products of limbs of equal
/// weight: kLimbs kDepth products of 2 kLimbBits bits, which must fit 64.
template <class Word, std::size_t kLimbs, int kLimbBits, std::size_t kBlockRows>
struct LimbLanes {
  using Element = Word;
  static constexpr std::size_t kRows = kBlockRows, kColumns = 8, kDepth = 256;
  static constexpr std::size_t kSums = 2 * kLimbs - 1;
  static_assert(2 * kLimbBits <= 64 &&
                (kLimbs * kDepth) <= (std::uint64_t{1} << (64 - 2 * kLimbBits)));
  using Left = std::array<std::array<std::uint64_t, kLimbs>, kRows>;
  using Right = std::array<std::array<std::uint64_t, kColumns>, kLimbs>;
  using Sums = std::array<std::array<std::array<std::uint64_t, kColumns>, kSums>, kRows>;

  static void split_left(Element x, std::size_t row, Left& left) {
    for (std::size_t i = 0; i < kLimbs; ++i) left[row][i] = limb_of<kLimbBits>(x, i);
  }
  static void split_right(const Element* x, Right& right) {
    for (std::size_t column = 0; column < kColumns; ++column) {
      for (std::size_t i = 0; i < kLimbs; ++i) right[i][column] = limb_of<kLimbBits>(x[column], i);
    }
  }

  [[gnu::target("arch=x86-64-v4")]] static void accumulate(const Left* left, const Right* right,
                                                           std::size_t depth, Sums& out) {
    Lanes sums[kRows][kSums] = {};
    for (std::size_t p = 0; p < depth; ++p) {
      Lanes b[kLimbs];
#pragma GCC unroll 5
      for (std::size_t j = 0; j < kLimbs; ++j) load(right[p][j], b[j]);
#pragma GCC unroll 4
      for (std::size_t row = 0; row < kRows; ++row) {
#pragma GCC unroll 5
        for (std::size_t i = 0; i < kLimbs; ++i) {
#pragma GCC unroll 5
          for (std::size_t j = 0; j < kLimbs; ++j) sums[row][i + j] += left[p][row][i] * b[j];
        }
      }
    }
    std::memcpy(&out, sums, sizeof out);
  }
};

/// Products in any narrow field by such lanes.
template <class Field, std::size_t kLimbs, int kLimbBits, std::size_t kBlockRows>
struct FieldLanes : LimbLanes<typename Field::Word, kLimbs, kLimbBits, kBlockRows> {
  using Element = typename Field::Word;
  using Base = LimbLanes<Element, kLimbs, kLimbBits, kBlockRows>;

  /// Three sums at a time, which 128 bits hold.
  static Element combine(const typename Base::Sums& sums, std::size_t row, std::size_t column) {
    static_assert(kLimbBits < 32);
    typename Field::Sum sum{0};
#pragma GCC unroll 3
    for (std::size_t i = 0; i < Base::kSums; i += 3) {
      unsigned __int128 three = 0;
#pragma GCC unroll 3
      for (std::size_t j = i + 3; j > i; --j) {
        const std::uint64_t next = j <= Base::kSums ? sums[row][j - 1][column] : 0;
        three = (three << kLimbBits) + next;
      }
      add_shifted(sum, three, kLimbBits * i);
    }
    return Field::reduce(sum);
  }
  static Element add(Element a, Element b) { return reduce_once<Element>(a + b, Field::kModulus); }
};

}  // namespace fathom
