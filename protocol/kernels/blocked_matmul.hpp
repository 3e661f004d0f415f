#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "protocol/rings/ring.hpp"

namespace fathom {

/// The matrix product of every integer ring: packed panels around a register block, after Goto and
/// van de Geijn, "Anatomy of high-performance matrix multiplication" (2008). What differs between
/// rings and instruction sets is a Scheme, which splits elements into limbs, sums products of limbs
/// without reducing them, and combines the sums once at the end. The packed panels, up to half a
/// MiB, lie on the stack, so that nothing is allocated.
///
///   Element                      the ring's element in memory
///   kRows, kColumns              the register block of out
///   kDepth                       how many products the sums hold without overflow
///   Left, Right                  the limbs of kRows elements of a, of kColumns of b, at one depth
///   Sums                         those of the block
///   split_left(x, row, left)     split_right(b, right)     from the elements of a column and a row
///   accumulate(left, right, depth, sums)                   sums = over `depth` consecutive
///   products combine(sums, row, column)   the element add(x, y)                    in the ring
template <class Scheme>
class BlockedMatmul {
 public:
  static void run(const MatmulCall& call) {
    for (std::size_t row = call.first_row; row < call.last_row; row += kPanelRows) {
      multiply_panel(call, row, std::min(row + kPanelRows, call.last_row));
    }
  }

 private:
  using Element = typename Scheme::Element;
  using Left = typename Scheme::Left;
  using Right = typename Scheme::Right;
  static constexpr std::size_t kRows = Scheme::kRows;
  static constexpr std::size_t kColumns = Scheme::kColumns;
  static constexpr std::size_t kDepth = Scheme::kDepth;
  static constexpr std::size_t kPanelBlocks = 32 / kRows;
  static constexpr std::size_t kPanelRows = kPanelBlocks * kRows;

  struct Range {
    std::size_t first, last;
    [[nodiscard]] std::size_t size() const { return last - first; }
  };

  static void multiply_panel(const MatmulCall& call, std::size_t first_row, std::size_t last_row) {
    alignas(64) std::array<Left, kPanelBlocks * kDepth> left;
    alignas(64) std::array<Right, kDepth> right;
    std::size_t first = 0;
    do {  // once even with k = 0, to write the zeros
      const Range depth{first, std::min(first + kDepth, call.k)};
      for (std::size_t row = first_row; row < last_row; row += kRows) {
        const Range rows{row, std::min(row + kRows, last_row)};
        pack_left(call, rows, depth, &left[(row - first_row) / kRows * kDepth]);
      }
      for (std::size_t column = 0; column < call.n; column += kColumns) {
        const Range columns{column, std::min(column + kColumns, call.n)};
        pack_right(call, depth, columns, right.data());
        for (std::size_t row = first_row; row < last_row; row += kRows) {
          const Range rows{row, std::min(row + kRows, last_row)};
          typename Scheme::Sums sums;
          const Left* block = &left[(row - first_row) / kRows * kDepth];
          Scheme::accumulate(block, right.data(), depth.size(), sums);
          store(call, rows, columns, sums, first > 0);
        }
      }
      first += kDepth;
    } while (first < call.k);
  }

  static void pack_left(const MatmulCall& call, Range rows, Range depth, Left* left) {
    const auto* a = static_cast<const Element*>(call.a) + rows.first * call.a_row_stride;
    for (std::size_t p = depth.first; p < depth.last; ++p, ++left) {
      const Element* column = a + p * call.a_column_stride;
      for (std::size_t row = 0; row < kRows; ++row) {
        const bool inside = row < rows.size();
        Scheme::split_left(inside ? column[row * call.a_row_stride] : Element{0}, row, *left);
      }
    }
  }

  static void pack_right(const MatmulCall& call, Range depth, Range columns, Right* right) {
    const auto* b = static_cast<const Element*>(call.b) + columns.first;
    for (std::size_t p = depth.first; p < depth.last; ++p, ++right) {
      if (kColumns == 1 || columns.size() == kColumns) {
        Scheme::split_right(b + p * call.n, *right);
      } else {
        std::array<Element, kColumns> padded{};
        std::copy_n(b + p * call.n, columns.size(), padded.begin());
        Scheme::split_right(padded.data(), *right);
      }
    }
  }

  static void store(const MatmulCall& call, Range rows, Range columns,
                    const typename Scheme::Sums& sums, bool add) {
    for (std::size_t row = 0; row < rows.size(); ++row) {
      Element* out = static_cast<Element*>(call.out) + (rows.first + row) * call.n + columns.first;
      for (std::size_t column = 0; column < columns.size(); ++column) {
        const Element x = Scheme::combine(sums, row, column);
        out[column] = add ? Scheme::add(out[column], x) : x;
      }
    }
  }
};

}  // namespace fathom
