#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "protocol/kernels/lanes.hpp"

namespace fathom {

/// Products in Z_2^128 for any processor: the compiler's 128-bit integers. See BlockedMatmul.
struct Z128Portable {
  using Element = unsigned __int128;
  static constexpr std::size_t kRows = 2, kColumns = 2, kDepth = 256;
  using Left = std::array<Element, kRows>;
  using Right = std::array<Element, kColumns>;
  using Sums = std::array<std::array<Element, kColumns>, kRows>;

  static void split_left(Element x, std::size_t row, Left& left) { left[row] = x; }
  static void split_right(const Element* x, Right& right) {
    std::copy_n(x, kColumns, right.begin());
  }
  static Element combine(const Sums& sums, std::size_t row, std::size_t column) {
    return sums[row][column];
  }
  static Element add(Element a, Element b) { return a + b; }

  static void accumulate(const Left* left, const Right* right, std::size_t depth, Sums& sums) {
    sums = {};
    for (std::size_t p = 0; p < depth; ++p) {
      for (std::size_t row = 0; row < kRows; ++row) {
        for (std::size_t column = 0; column < kColumns; ++column) {
          sums[row][column] += left[p][row] * right[p][column];
        }
      }
    }
  }
};

/// Products in Z_2^128 by 64-bit lanes. The lower halves a' and b' are cut into limbs of 22, 22 and
/// 20 bits and of 32 and 32 bits, so that 2^10 products of limbs fit a lane. Whatever weighs 2^64
/// or more only counts modulo 2^64 and shares one wrapping sum:
///
///   a b = a0 b0 + 2^22 a1 b0 + 2^32 a0 b1 + 2^44 a2 b0 + 2^54 a1 b1
///         + 2^64 (2^12 a2 b1 + a' (b >> 64) + (a >> 64) b')           mod 2^128
struct Z128Lanes {
  using Element = unsigned __int128;
  static constexpr std::size_t kRows = 4, kColumns = 8, kDepth = 256;
  struct Left {
    std::array<std::uint64_t, kRows> a0, a1, a2, a2_raised, low, high;
  };
  struct Right {
    std::array<std::uint64_t, kColumns> b0, b1, low, high;
  };
  struct Sums {
    std::array<std::array<std::uint64_t, kColumns>, kRows> low, high;
  };

  static void split_left(Element x, std::size_t row, Left& left) {
    const auto low = static_cast<std::uint64_t>(x);
    left.a0[row] = low & 0x3fffff;
    left.a1[row] = (low >> 22) & 0x3fffff;
    left.a2[row] = low >> 44;
    left.a2_raised[row] = (low >> 44) << 12;
    left.low[row] = low;
    left.high[row] = static_cast<std::uint64_t>(x >> 64);
  }

  static void split_right(const Element* x, Right& right) {
    for (std::size_t column = 0; column < kColumns; ++column) {
      const auto low = static_cast<std::uint64_t>(x[column]);
      right.b0[column] = low & 0xffffffff;
      right.b1[column] = low >> 32;
      right.low[column] = low;
      right.high[column] = static_cast<std::uint64_t>(x[column] >> 64);
    }
  }

  static Element combine(const Sums& sums, std::size_t row, std::size_t column) {
    return Element{sums.high[row][column]} << 64 | sums.low[row][column];
  }
  static Element add(Element a, Element b) { return a + b; }

  [[gnu::target("arch=x86-64-v4")]] static void accumulate(const Left* left, const Right* right,
                                                           std::size_t depth, Sums& out) {
    constexpr int kWeights[] = {0, 22, 32, 44, 54};
    Lanes sums[kRows][6] = {};
    for (std::size_t p = 0; p < depth; ++p, ++left, ++right) {
      Lanes b0, b1, low, high;
      load(right->b0, b0);
      load(right->b1, b1);
      load(right->low, low);
      load(right->high, high);
#pragma GCC unroll 4
      for (std::size_t row = 0; row < kRows; ++row) {
        sums[row][0] += left->a0[row] * b0;
        sums[row][1] += left->a1[row] * b0;
        sums[row][2] += left->a0[row] * b1;
        sums[row][3] += left->a2[row] * b0;
        sums[row][4] += left->a1[row] * b1;
        sums[row][5] += left->a2_raised[row] * b1;
        sums[row][5] += left->low[row] * high;
        sums[row][5] += left->high[row] * low;
      }
    }
    for (std::size_t row = 0; row < kRows; ++row) {
      Lanes low = sums[row][0], high = sums[row][5];
      for (std::size_t i = 1; i < 5; ++i) {
        const Lanes raised = sums[row][i] << kWeights[i];
        low += raised;
        high += sums[row][i] >> (64 - kWeights[i]);
        high -= low < raised;  // true is -1: the carry
      }
      store(low, out.low[row]);
      store(high, out.high[row]);
    }
  }
};

}  // namespace fathom
