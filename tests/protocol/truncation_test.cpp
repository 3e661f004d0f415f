#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "metrics/errors.hpp"
#include "protocol/tensor_math.hpp"
#include "tests/protocol/outside_arithmetic.hpp"
#include "tests/protocol/tensor_samples.hpp"

using namespace fathom;
using testing::Bignum;
using testing::decoded;
using testing::integers;
using testing::kIntegerRings;
using testing::OutsideRing;
using testing::sample;

namespace {

struct Shares {
  Tensor x0, x1;
};

Shares share(const Tensor& x, std::uint64_t number) {
  const Tensor x0 = sample(x.ring(), x.shape(), number);
  return {x0, subtract(x, x0)};
}

Shares truncated(const Shares& x, int bits) {
  return {truncate_share(x.x0, bits, 0), truncate_share(x.x1, bits, 1)};
}

/// `count` values of both signs, evenly spread over [-magnitude, magnitude].
Tensor spread(const Ring& ring, std::size_t count, double magnitude) {
  std::vector<double> values(count);
  for (std::size_t i = 0; i < count; ++i) {
    values[i] = magnitude * (2 * (static_cast<double>(i) + 0.5) / static_cast<double>(count) - 1);
  }
  return Tensor::encode(ring, {count}, values.data(), 0, std::numeric_limits<double>::infinity());
}

}  // namespace

TEST_CASE("server 0 takes the floor of its share, server 1 minus the floor of minus its share") {
  for (const Ring* ring : kIntegerRings) {
    const Tensor x = integers(*ring, {6}, {0, 1, 4, 5, -1, -5});
    CHECK(decoded(truncate_share(x, 2, 0)) == std::vector<double>{0, 0, 1, 1, -1, -2});
    CHECK(decoded(truncate_share(x, 2, 1)) == std::vector<double>{0, 1, 1, 2, 0, -1});
    CHECK(equal(truncate_share(x, 0, 0), x));
    CHECK(equal(truncate_share(x, 0, 1), x));
  }
}

TEST_CASE("truncated shares add up to the floor or one above, without bias") {
  constexpr int kBits = 16;
  constexpr int kCount = 100000;
  for (const Ring* ring : kIntegerRings) {
    CAPTURE(ring->name);
    const Tensor x = spread(*ring, kCount, 1 << 20);
    const Shares z = truncated(share(x, 1), kBits);
    const std::vector<double> exact = decoded(x, kBits), result = decoded(add(z.x0, z.x1));
    double error = 0;
    std::int64_t above = 0;
    for (std::size_t i = 0; i < exact.size(); ++i) {
      const double floor = std::floor(exact[i]);
      REQUIRE((result[i] == floor || result[i] == floor + 1));
      above += result[i] == floor + 1;
      error += result[i] - exact[i];
    }
    // An error is within 1 with a deviation of at most 1/2: of the mean, 0.0016.
    CHECK(std::abs(error / kCount) < 0.02);
    const Shares shares = share(x, 1);
    const TruncationCheck check = check_truncation(shares.x0, shares.x1, z.x0, z.x1, kBits);
    CHECK(check.off_by_one == above);
    CHECK(check.catastrophic == 0);
    CHECK(above > kCount / 3);
  }
}

TEST_CASE("large values wrap with probability |x| / M") {
  constexpr int kCount = 100000;
  for (const Ring* ring : kIntegerRings) {
    CAPTURE(ring->name);
    const int bits = ring->bits - 30;  // so that results are small integers, exact as doubles
    const Tensor x = spread(*ring, kCount, ring->modulus / 8);
    const Shares shares = share(x, 2), z = truncated(shares, bits);
    const TruncationCheck check = check_truncation(shares.x0, shares.x1, z.x0, z.x1, bits);
    const std::vector<double> exact = decoded(x, bits), result = decoded(add(z.x0, z.x1));
    std::int64_t far_off = 0;
    for (std::size_t i = 0; i < exact.size(); ++i) far_off += std::abs(result[i] - exact[i]) > 1;
    CHECK(check.catastrophic == far_off);
    // E|x| / M = 1/16. The count's deviation is below sqrt(count / 16) = 79: five of them.
    CHECK(std::abs(static_cast<double>(far_off) - kCount / 16.0) < 5 * 79);
  }
}

TEST_CASE("the check counts floor + 1 as off by one and everything else as catastrophic") {
  for (const Ring* ring : kIntegerRings) {
    const Tensor x0 = sample(*ring, {5}, 3);
    const Tensor x1 = subtract(integers(*ring, {5}, {-9, -9, -9, -9, -9}), x0);  // floor(-9/4) = -3
    const Tensor z0 = sample(*ring, {5}, 4);
    const Tensor z1 = subtract(integers(*ring, {5}, {-3, -2, -4, -1, 1e9}), z0);
    const TruncationCheck check = check_truncation(x0, x1, z0, z1, 2);
    CHECK(check.off_by_one == 1);
    CHECK(check.catastrophic == 3);
  }
  const Tensor number = integers(reals(), {1}, {1.5});
  CHECK(check_truncation(number, number, number, number, 2).catastrophic == 0);
}

TEST_CASE("a round shift goes to the nearest, halves up, even at the ends of the ring") {
  for (const Ring* ring : kIntegerRings) {
    CAPTURE(ring->name);
    const Tensor x = integers(*ring, {8}, {10, 9, 11, -10, -9, -11, 0, -6});
    CHECK(decoded(round_shift(x, 2)) == std::vector<double>{3, 2, 3, -2, -2, -3, 0, -1});
    CHECK(equal(round_shift(x, 0), x));
    const Bignum half = OutsideRing::make();  // floor((M - 1) / 2), and minus that
    const OutsideRing outside(*ring);
    BN_copy(half.get(), outside.modulus());
    BN_sub_word(half.get(), 1);
    BN_rshift1(half.get(), half.get());
    Tensor end(*ring, {1});
    outside.set(end, 0, half.get());
    const Approx expected = Approx(std::ldexp(ring->modulus, -1 - 10)).epsilon(1e-15);
    CHECK(decoded(round_shift(end, 10))[0] == expected);
    CHECK(-decoded(round_shift(negate(end), 10))[0] == expected);
  }
}

TEST_CASE("shifts by less than nothing or by the whole ring are refused") {
  for (const Ring* ring : kIntegerRings) {
    const Tensor x = integers(*ring, {1}, {1});
    CHECK_THROWS_AS(truncate_share(x, -1, 0), InternalError);
    CHECK_THROWS_AS(truncate_share(x, 1, 2), InternalError);
    CHECK_THROWS_AS(round_shift(x, ring->bits), InternalError);
    CHECK(decoded(round_shift(x, ring->bits - 1)) == std::vector<double>{0});
  }
}
