#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "protocol/kernels/field_schemes.hpp"
#include "protocol/rings/q121_field.hpp"

namespace fathom {

/// Products modulo Q for any processor: halves of 61 and 60 bits after Karatsuba, and three sums of
/// up to 64 products each, reduced together. Two of the sums stay below 2^128; that of the products
/// of sums may wrap, since only its difference from the others is used, and that stays below too.
/// See BlockedMatmul.
struct Q121Portable {
  using Element = q121_field::Word;
  static constexpr std::size_t kRows = 2, kColumns = 2, kDepth = 64;
  struct Limbs {
    std::uint64_t low, high, sum;
  };
  using Left = std::array<Limbs, kRows>;
  using Right = std::array<Limbs, kColumns>;
  struct Products {
    Element low, high, sum;
  };
  using Sums = std::array<std::array<Products, kColumns>, kRows>;

  static Limbs split(Element x) {
    const auto low = static_cast<std::uint64_t>(x) & ((std::uint64_t{1} << 61) - 1);
    const auto high = static_cast<std::uint64_t>(x >> 61);
    return {low, high, low + high};
  }
  static void split_left(Element x, std::size_t row, Left& left) { left[row] = split(x); }
  static void split_right(const Element* x, Right& right) {
    for (std::size_t column = 0; column < kColumns; ++column) right[column] = split(x[column]);
  }

  static void accumulate(const Left* left, const Right* right, std::size_t depth, Sums& sums) {
    for (std::size_t row = 0; row < kRows; ++row) {
      for (std::size_t column = 0; column < kColumns; ++column) {
        Products sum{};
        for (std::size_t p = 0; p < depth; ++p) {
          const Limbs& a = left[p][row];
          const Limbs& b = right[p][column];
          sum.low += Element{a.low} * b.low;
          sum.high += Element{a.high} * b.high;
          sum.sum += Element{a.sum} * b.sum;
        }
        sums[row][column] = sum;
      }
    }
  }

  static Element combine(const Sums& sums, std::size_t row, std::size_t column) {
    const Products& s = sums[row][column];
    const Element middle = s.sum - s.low - s.high;
    const q121_field::Wide outer{.low = s.low + (s.high << 122), .high = s.high >> 6};
    const q121_field::Wide carry{.low = 0, .high = outer.low < s.low ? Element{1} : Element{0}};
    const q121_field::Wide inner{.low = middle << 61, .high = middle >> 67};
    return q121_field::reduce_sum(q121_field::add(q121_field::add(outer, carry), inner));
  }
  static Element add(Element a, Element b) { return q121_field::add(a, b); }
};

/// Products modulo Q by 64-bit lanes: limbs of 25 bits, and nine sums of products of limbs of equal
/// weight, 5 2^8 products below 2^50 each.
struct Q121Lanes : LimbLanes<q121_field::Word, 5, 25, 2> {
  static constexpr int kLimbBits = 25;

  static Element combine(const Sums& sums, std::size_t row, std::size_t column) {
    const auto three = [&](std::size_t i) {
      return Element{sums[row][i][column]} + (Element{sums[row][i + 1][column]} << kLimbBits) +
             (Element{sums[row][i + 2][column]} << (2 * kLimbBits));
    };
    const Element x0 = three(0), x75 = three(3), x150 = three(6);
    const q121_field::Wide lower = add_wide({.low = x0}, {.low = x75 << 75, .high = x75 >> 53});
    return q121_field::reduce_sum(add_wide(lower, {.high = x150 << 22}));
  }
  static Element add(Element a, Element b) { return q121_field::add(a, b); }

 private:
  static q121_field::Wide add_wide(q121_field::Wide a, q121_field::Wide b) {
    return q121_field::add(a, b);
  }
};

}  // namespace fathom
