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
    // Where k is small, the left limbs of more rows fit, and those on the right are packed less
    // often; but not more rows than of which out and the addend stay in the second-level cache.
    const std::size_t depth = std::clamp<std::size_t>(call.k, 1, kDepth);
    const std::size_t row_bytes = std::max<std::size_t>(1, call.n) * sizeof(Element);
    const std::size_t panels = std::min(kDepth / depth, kOutBytes / row_bytes / kPanelRows);
    const std::size_t rows = std::max<std::size_t>(1, panels) * kPanelRows;
    for (std::size_t row = call.first_row; row < call.last_row; row += rows) {
      const Range panel{row, std::min(row + rows, call.last_row)};
      if (depth < kDepth && panels > 0) fetch_out(call, panel);
      multiply_panel(call, panel.first, panel.last);
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
  /// Blocks of columns that are packed together, so that a row of b is read in one go.
  static constexpr std::size_t kGroupBytes = std::size_t{1} << 18U;
  static constexpr std::size_t kGroup =
      std::max<std::size_t>(1, kGroupBytes / (kDepth * sizeof(Right)));

  static constexpr std::size_t kOutBytes = std::size_t{1} << 18U;

  struct Range {
    std::size_t first, last;
    [[nodiscard]] std::size_t size() const { return last - first; }
  };

  /// Blocks are stored a few elements of a row at a time, which no prefetcher of a processor
  /// foresees.
  static void fetch_out(const MatmulCall& call, Range rows) {
    constexpr std::size_t kLine = 64;
    const std::size_t first = rows.first * call.n * sizeof(Element);
    const std::size_t last = rows.last * call.n * sizeof(Element);
    for (std::size_t at = first; at < last; at += kLine) {
      if (call.addend != nullptr) __builtin_prefetch(static_cast<const char*>(call.addend) + at);
      if (call.addend != call.out) __builtin_prefetch(static_cast<char*>(call.out) + at, 1);
    }
  }

  static void multiply_panel(const MatmulCall& call, std::size_t first_row, std::size_t last_row) {
    alignas(64) std::array<Left, kPanelBlocks * kDepth> left;
    alignas(64) std::array<Right, kGroup * kDepth> right;
    std::size_t first = 0;
    do {  // once even with k = 0, to write the zeros
      const Range depth{first, std::min(first + kDepth, call.k)};
      for (std::size_t row = first_row; row < last_row; row += kRows) {
        const Range rows{row, std::min(row + kRows, last_row)};
        pack_left(call, rows, depth, &left[(row - first_row) / kRows * depth.size()]);
      }
      for (std::size_t column = call.first_column; column < call.last_column;
           column += kGroup * kColumns) {
        const Range columns{column, std::min(column + kGroup * kColumns, call.last_column)};
        pack_right(call, depth, columns, right.data());
        multiply_group(call, {first_row, last_row}, depth, columns, left.data(), right.data());
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

  static void multiply_group(const MatmulCall& call, Range rows, Range depth, Range columns,
                             const Left* left, const Right* right) {
    for (std::size_t column = columns.first; column < columns.last; column += kColumns) {
      const Range block_columns{column, std::min(column + kColumns, columns.last)};
      const Left* block = left;
      for (std::size_t row = rows.first; row < rows.last; row += kRows, block += depth.size()) {
        typename Scheme::Sums sums;
        Scheme::accumulate(block, right, depth.size(), sums);
        store(call, {row, std::min(row + kRows, rows.last)}, block_columns, sums,
              depth.first > 0 ? call.out : call.addend);
      }
      right += depth.size();
    }
  }

  /// Block after block of columns, each `depth` deep; b is read row after row.
  static void pack_right(const MatmulCall& call, Range depth, Range columns, Right* right) {
    const auto* b = static_cast<const Element*>(call.b);
    for (std::size_t p = 0; p < depth.size(); ++p) {
      const Element* row = b + (depth.first + p) * call.n;
      Right* to = right + p;
      for (std::size_t column = columns.first; column < columns.last; column += kColumns) {
        split_right(row + column, columns.last - column, *to);
        to += depth.size();
      }
    }
  }

  static void split_right(const Element* x, std::size_t columns, Right& right) {
    if (kColumns == 1 || columns >= kColumns) return Scheme::split_right(x, right);
    std::array<Element, kColumns> padded{};
    std::copy_n(x, columns, padded.begin());
    Scheme::split_right(padded.data(), right);
  }

  static void store(const MatmulCall& call, Range rows, Range columns,
                    const typename Scheme::Sums& sums, const void* addend) {
    for (std::size_t row = 0; row < rows.size(); ++row) {
      const std::size_t at = (rows.first + row) * call.n + columns.first;
      Element* const out = static_cast<Element*>(call.out) + at;
      const Element* const add =
          addend == nullptr ? nullptr : static_cast<const Element*>(addend) + at;
      for (std::size_t column = 0; column < columns.size(); ++column) {
        const Element x = Scheme::combine(sums, row, column);
        out[column] = add == nullptr ? x : Scheme::add(add[column], x);
      }
    }
  }
};

}  // namespace fathom
