#include <catch2/catch.hpp>
#include <random>
#include <vector>

#include "protocol/kernels/blocked_matmul.hpp"
#include "protocol/kernels/cpu_features.hpp"
#include "protocol/kernels/field_products.hpp"
#include "protocol/kernels/q121_schemes.hpp"
#include "protocol/kernels/z128_schemes.hpp"
#include "protocol/kernels/z64_schemes.hpp"
#include "protocol/tensor_math.hpp"
#include "tests/protocol/outside_arithmetic.hpp"
#include "tests/protocol/tensor_samples.hpp"

using namespace fathom;
using testing::Bignum;
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

/// The product by one scheme, whichever this processor would choose.
template <class Scheme>
Tensor product_by(const Tensor& a, const Tensor& b) {
  Tensor out(a.ring(), {a.shape()[0], b.shape()[1]});
  BlockedMatmul<Scheme>::run({.a = a.data(),
                              .a_row_stride = a.shape()[1],
                              .a_column_stride = 1,
                              .b = b.data(),
                              .out = out.data(),
                              .m = a.shape()[0],
                              .k = a.shape()[1],
                              .n = b.shape()[1],
                              .first_row = 0,
                              .last_row = a.shape()[0]});
  return out;
}

Tensor portable_product(const Tensor& a, const Tensor& b) {
  switch (a.ring().id) {
    case RingId::z64:
      return product_by<Z64Portable>(a, b);
    case RingId::z128:
      return product_by<Z128Portable>(a, b);
    case RingId::m61:
      return product_by<M61Portable>(a, b);
    case RingId::m127:
      return product_by<M127Portable>(a, b);
    case RingId::p270:
      return product_by<P270Portable>(a, b);
    case RingId::m521:
      return product_by<M521Portable>(a, b);
    default:
      return product_by<Q121Portable>(a, b);
  }
}

Tensor lanes_product(const Tensor& a, const Tensor& b) {
  switch (a.ring().id) {
    case RingId::z64:
      return product_by<Z64Lanes>(a, b);
    case RingId::z128:
      return product_by<Z128Lanes>(a, b);
    case RingId::m61:
      return product_by<M61Lanes>(a, b);
    case RingId::m127:
      return product_by<M127Lanes>(a, b);
    case RingId::q121:
      return product_by<Q121Lanes>(a, b);
    default:
      return portable_product(a, b);
  }
}

void check_product(const Tensor& a, const Tensor& b) {
  CAPTURE(a.ring().name, a.shape().to_string(), b.shape().to_string());
  const Tensor expected = outside_product(a, b);
  CHECK(equal(matmul(a, Transpose::no, b, Transpose::no), expected));
  CHECK(equal(portable_product(a, b), expected));
  if (has_avx512()) CHECK(equal(lanes_product(a, b), expected));
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

TEST_CASE("rows outside the range of a call are left alone") {
  for (const Ring* ring : kIntegerRings) {
    const Tensor a = sample(*ring, {9, 4}, 1), b = sample(*ring, {4, 5}, 2);
    Tensor out = Tensor::zeros(*ring, {9, 5});
    ring->kernels.matmul({.a = a.data(),
                          .a_row_stride = 4,
                          .a_column_stride = 1,
                          .b = b.data(),
                          .out = out.data(),
                          .m = 9,
                          .k = 4,
                          .n = 5,
                          .first_row = 3,
                          .last_row = 5});
    const Tensor product = matmul(a, Transpose::no, b, Transpose::no);
    CHECK(equal(out.slice(0, {3, 5}), Tensor::zeros(*ring, {3, 5})));
    CHECK(equal(out.slice(15, {2, 5}), product.slice(15, {2, 5})));
    CHECK(equal(out.slice(25, {4, 5}), Tensor::zeros(*ring, {4, 5})));
  }
}
