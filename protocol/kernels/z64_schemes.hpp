#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace fathom {

/// Products in Z_2^64: one limb, and sums that wrap as the ring does. See BlockedMatmul.
struct Z64Scheme {
  using Element = std::uint64_t;
  static constexpr std::size_t kRows = 4, kColumns = 32, kDepth = 256;
  using Left = std::array<std::uint64_t, kRows>;
  using Right = std::array<std::uint64_t, kColumns>;
  using Sums = std::array<std::array<std::uint64_t, kColumns>, kRows>;

  static void split_left(Element x, std::size_t row, Left& left) { left[row] = x; }
  static void split_right(const Element* x, Right& right) {
    std::copy_n(x, kColumns, right.begin());
  }
  static Element combine(const Sums& sums, std::size_t row, std::size_t column) {
    return sums[row][column];
  }
  static Element add(Element a, Element b) { return a + b; }

 protected:
  [[gnu::always_inline]] static inline void accumulate_inline(const Left* left, const Right* right,
                                                              std::size_t depth, Sums& out) {
    std::uint64_t sums[kRows][kColumns] = {};
    for (std::size_t p = 0; p < depth; ++p) {
#pragma GCC unroll 4
      for (std::size_t row = 0; row < kRows; ++row) {
#pragma GCC unroll 32
        for (std::size_t column = 0; column < kColumns; ++column) {
          sums[row][column] += left[p][row] * right[p][column];
        }
      }
    }
    for (std::size_t row = 0; row < kRows; ++row)
      std::copy_n(sums[row], kColumns, out[row].begin());
  }
};

/// For any processor.
struct Z64Portable : Z64Scheme {
  static void accumulate(const Left* left, const Right* right, std::size_t depth, Sums& sums) {
    accumulate_inline(left, right, depth, sums);
  }
};

/// The same compiled for AVX-512: eight products in one instruction.
struct Z64Lanes : Z64Scheme {
  [[gnu::target("arch=x86-64-v4")]] static void accumulate(const Left* left, const Right* right,
                                                           std::size_t depth, Sums& sums) {
    accumulate_inline(left, right, depth, sums);
  }
};

}  // namespace fathom
