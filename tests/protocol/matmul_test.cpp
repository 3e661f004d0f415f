#include <array>
#include <catch2/catch.hpp>
#include <random>
#include <vector>

#include "metrics/errors.hpp"
#include "protocol/kernels/instruction_set.hpp"
#include "protocol/tensor_math.hpp"
#include "tests/protocol/each_instruction_set.hpp"
#include "tests/protocol/outside_arithmetic.hpp"
#include "tests/protocol/tensor_samples.hpp"

using namespace fathom;
using testing::Bignum;
using testing::EachInstructionSet;
using testing::kIntegerRings;
using testing::OutsideRing;
using testing::sample;

namespace {

Tensor outside_product(const Tensor& a, const Tensor& b) {
  const OutsideRing outside(a.ring());
  const auto left = outside.elements(a), right = outside.elements(b);
  const std::size_t m = a.shape()[0], k = b.shape()[0], n = b.shape()[1];
  return outside.product(
      a.ring(), m, k, n, [&](std::size_t i, std::size_t p) { return left[i * k + p].get(); },
      [&](std::size_t p, std::size_t j) { return right[p * n + j].get(); });
}

void check_product(const Tensor& a, const Tensor& b) {
  CAPTURE(a.ring().name, a.shape().to_string(), b.shape().to_string());
  const Tensor expected = outside_product(a, b);
  EachInstructionSet().check(
      [&] { CHECK(equal(matmul(a, Transpose::no, b, Transpose::no), expected)); });
}

/// Every limb as large as it can be: M - 1, and where that has no run of ones, the largest number
/// below it whose lower bits are set, all but 21 of them.
Tensor full_limbs(const Ring& ring, Shape shape) {
  Tensor out(ring, shape);
  const OutsideRing outside(ring);
  const Bignum largest = OutsideRing::make();
  BN_copy(largest.get(), outside.modulus());
  if (ring.id == RingId::q121 || ring.id == RingId::p270) {
    BN_rshift(largest.get(), largest.get(), ring.bits - 21);
    BN_lshift(largest.get(), largest.get(), ring.bits - 21);
  }
  BN_sub_word(largest.get(), 1);
  for (std::size_t i = 0; i < out.size(); ++i) outside.set(out, i, largest.get());
  return out;
}

}  // namespace

TEST_CASE("matrix products are those of OpenSSL's integers, in random shapes") {
  std::mt19937_64 random(5);
  for (const Ring* ring : kIntegerRings) {
    for (std::uint64_t repeat = 0; repeat < 25; ++repeat) {
      const std::size_t m = random() % 12, k = random() % 70, n = random() % 40;
      check_product(sample(*ring, {m, k}, 2 * repeat), sample(*ring, {k, n}, 2 * repeat + 1));
    }
    check_product(sample(*ring, {70, 3}, 1), sample(*ring, {3, 2}, 2));
    check_product(sample(*ring, {1, 1}, 1), sample(*ring, {1, 1}, 2));
  }
}

TEST_CASE("over the reals a matrix product is the plain triple loop") {
  for (const std::size_t k : {0U, 1U, 7U, 300U}) {
    const Tensor a = sample(reals(), {19, k}, 1), b = sample(reals(), {k, 5}, 2);
    const std::vector<double> x = testing::decoded(a), y = testing::decoded(b);
    std::vector<double> expected(19 * 5, 0.0);  // exact: multiples of 1/64
    for (std::size_t i = 0; i < 19; ++i) {
      for (std::size_t p = 0; p < k; ++p) {
        for (std::size_t j = 0; j < 5; ++j) expected[i * 5 + j] += x[i * k + p] * y[p * 5 + j];
      }
    }
    CHECK(testing::decoded(matmul(a, Transpose::no, b, Transpose::no)) == expected);
  }
}

TEST_CASE("long sums of the largest limbs do not overflow") {
  for (const Ring* ring : kIntegerRings) {
    for (const std::size_t k : {63U, 64U, 65U, 256U, 257U, 512U, 1100U}) {
      check_product(full_limbs(*ring, {2, k}), full_limbs(*ring, {k, 3}));
      check_product(sample(*ring, {2, k}, 1), sample(*ring, {k, 3}, 2));
    }
  }
}

TEST_CASE("values at both ends of the range and next to powers of the limbs multiply exactly") {
  for (const Ring* ring : kIntegerRings) {
    const OutsideRing outside(*ring);
    std::vector<Bignum> edges;
    for (const int bits : {0, 21, 25, 26, 31, 42, 43, 52, 60, 61, 86, 104, 110, 120, 126, 127}) {
      if (bits >= ring->bits) continue;
      for (const bool below : {true, false}) {
        edges.push_back(OutsideRing::make());
        BN_set_bit(edges.back().get(), bits);
        if (below) BN_sub_word(edges.back().get(), 1);
      }
    }
    const std::size_t n = 17, k = 300;
    Tensor a(*ring, {n, k}), b(*ring, {k, n});
    for (std::size_t i = 0; i < n * k; ++i) {
      outside.set(a, i, edges[i % edges.size()].get());
      outside.set(b, i, edges[(i * 7 + 3) % edges.size()].get());
    }
    check_product(a, b);
  }
}

TEST_CASE("large products in every ring are the same under all instructions") {
  for (const Ring* ring : kIntegerRings) {
    const Tensor a = sample(*ring, {37, 530}, 1), b = sample(*ring, {530, 45}, 2);
    use_instruction_set(InstructionSet::portable);
    const Tensor expected = matmul(a, Transpose::no, b, Transpose::no);
    EachInstructionSet().check(
        [&] { CHECK(equal(matmul(a, Transpose::no, b, Transpose::no), expected)); });
  }
}

TEST_CASE("instructions are named, and those that are not there refused") {
  CHECK(instruction_set_named("avx512-ifma") == InstructionSet::avx512_ifma);
  for (const std::string_view name : {"portable", "avx2", "avx512", "avx512-ifma"}) {
    CHECK(to_string(instruction_set_named(name)) == name);
  }
  CHECK_THROWS_WITH(instruction_set_named("sse"), Catch::Contains("portable, avx2, avx512 or"));
  if (best_instruction_set() == InstructionSet::avx512_ifma) return;
  CHECK_THROWS_WITH(use_instruction_set(InstructionSet::avx512_ifma),
                    Catch::Contains("this processor has no avx512-ifma"));
}

TEST_CASE("rows and columns outside the range of a call are left alone") {
  for (const Ring* ring : kIntegerRings) {
    const Tensor a = sample(*ring, {9, 4}, 1), b = sample(*ring, {4, 50}, 2);
    Tensor out = Tensor::zeros(*ring, {9, 50});
    ring->kernels.matmul({.a = a.data(),
                          .a_row_stride = 4,
                          .a_column_stride = 1,
                          .b = b.data(),
                          .out = out.data(),
                          .m = 9,
                          .k = 4,
                          .n = 50,
                          .first_row = 3,
                          .last_row = 5,
                          .first_column = 7,
                          .last_column = 41});
    const Tensor product = matmul(a, Transpose::no, b, Transpose::no);
    const Tensor zero = Tensor::zeros(*ring, {1});
    for (std::size_t i = 0; i < out.size(); ++i) {
      const std::size_t row = i / 50, column = i % 50;
      const bool inside = row >= 3 && row < 5 && column >= 7 && column < 41;
      REQUIRE(equal(out.slice(i, {1}), inside ? product.slice(i, {1}) : zero));
    }
  }
}

TEST_CASE("two products and a sum in one are what they are one by one, transposed or not",
          "[slow]") {
  struct Extents {
    std::size_t m, k, n;
  };
  for (const Ring* ring : kIntegerRings) {
    // Few columns and many, a depth that is split, and many rows of little depth.
    for (const auto [m, k, n] : {Extents{1, 1, 1}, {5, 270, 9}, {600, 3, 7}, {33, 40, 300}}) {
      const Tensor sum = sample(*ring, {m, n}, 1);
      const std::array left{sample(*ring, {m, k}, 2), sample(*ring, {m, k}, 3)};
      const std::array right{sample(*ring, {k, n}, 4), sample(*ring, {k, n}, 5)};
      const auto product = [&](std::size_t i) {
        return matmul(left[i], Transpose::no, right[i], Transpose::no);
      };
      use_instruction_set(InstructionSet::portable);
      const Tensor expected = add(add(product(0), product(1)), sum);
      EachInstructionSet().check([&] {
        CAPTURE(ring->name, m, k, n);
        CHECK(equal(add_products(sum, {left[0], right[0]}, {left[1], right[1]}, Transpose::no,
                                 Transpose::no),
                    expected));
        CHECK(equal(
            add_products(sum, {transpose(left[0]), transpose(right[0])},
                         {transpose(left[1]), transpose(right[1])}, Transpose::yes, Transpose::yes),
            expected));
      });
    }
  }
  const Tensor a = sample(z64(), {3, 4}, 1), b = sample(z64(), {4, 5}, 2);
  CHECK_THROWS_AS(add_products(b, {a, b}, {a, b}, Transpose::no, Transpose::no), InternalError);
}
