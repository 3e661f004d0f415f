#include "protocol/permutations.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <numbers>
#include <numeric>

#include "metrics/errors.hpp"
#include "protocol/tensor_math.hpp"
#include "tests/protocol/tensor_samples.hpp"

using namespace fathom;
using testing::decoded;
using testing::integers;
using testing::kIntegerRings;
using testing::sample;

namespace {

using Order = std::vector<std::uint32_t>;

Order order_of(const Permutations& permutations, std::size_t row) {
  return {permutations[row].begin(), permutations[row].end()};
}

/// Chance that six equally frequent outcomes are as uneven as these or more: the upper tail of
/// chi-square with 5 degrees of freedom. [Abramowitz and Stegun, 26.4.4]
double chance_of(const std::map<Order, int>& counts) {
  int total = 0;
  for (const auto& [order, count] : counts) total += count;
  const double expected = total / 6.0;
  double x = expected * double(6 - counts.size());
  for (const auto& [order, count] : counts) x += std::pow(count - expected, 2) / expected;
  return std::erfc(std::sqrt(x / 2)) +
         std::sqrt(2 * x / std::numbers::pi) * std::exp(-x / 2) * (1 + x / 3);
}

constexpr double kNeverByChance = 1e-6;

}  // namespace

TEST_CASE("a row is moved to its order and back, whatever the ring and the shape") {
  const Generator generator(derive_key(1, 1));
  for (const Ring* ring : kIntegerRings) {
    for (const Shape& shape : {Shape{4, 3}, {1, 7}, {5, 1}, {0, 3}, {3, 0}, {2, 2, 2}}) {
      const auto orders = Permutations::drawn(generator, shape, Tag{5}, 0);
      const Tensor x = sample(*ring, shape, 1);
      CHECK(equal(orders.restored(orders.permuted(x)), x));
      CHECK(equal(orders.permuted(orders.restored(x)), x));
    }
  }
}

TEST_CASE("a permuted row holds at each place what its order names") {
  const Generator generator(derive_key(1, 1));
  const auto orders = Permutations::drawn(generator, {6, 4}, Tag{5}, 0);
  std::vector<double> values(24);
  std::iota(values.begin(), values.end(), 0.0);
  const auto moved = decoded(orders.permuted(integers(z64(), {6, 4}, values)));
  for (std::size_t r = 0; r < 6; ++r) {
    for (std::size_t j = 0; j < 4; ++j) CHECK(moved[4 * r + j] == double(4 * r + orders[r][j]));
  }
}

TEST_CASE("orders of three are uniform over seeds, over names and over rows") {
  std::map<Order, int> over_seeds, over_names, over_rows;
  const Generator one(derive_key(1, 0));
  for (std::uint64_t i = 0; i < 3000; ++i) {
    const Generator seeded(derive_key(i, 0));
    ++over_seeds[order_of(Permutations::drawn(seeded, {1, 3}, Tag{7}, 0), 0)];
    ++over_names[order_of(Permutations::drawn(one, {1, 3}, Tag{i}, 0), 0)];
  }
  const auto rows = Permutations::drawn(one, {3000, 3}, Tag{3000}, 0);
  for (std::size_t r = 0; r < 3000; ++r) ++over_rows[order_of(rows, r)];
  CHECK(chance_of(over_seeds) > kNeverByChance);
  CHECK(chance_of(over_names) > kNeverByChance);
  CHECK(chance_of(over_rows) > kNeverByChance);
}

TEST_CASE("the test of uniformity sees an order that is missing or too frequent") {
  const std::map<Order, int> missing{
      {{0, 1, 2}, 600}, {{0, 2, 1}, 600}, {{1, 0, 2}, 600}, {{1, 2, 0}, 600}, {{2, 0, 1}, 600}};
  CHECK(chance_of(missing) < kNeverByChance);
  // A wrong shuffle, which swaps each place with any, gives these orders 4, 5, 5, 5, 4, 4 times of
  // 27.
  const std::map<Order, int> biased{{{0, 1, 2}, 444}, {{0, 2, 1}, 556}, {{1, 0, 2}, 556},
                                    {{1, 2, 0}, 556}, {{2, 0, 1}, 444}, {{2, 1, 0}, 444}};
  CHECK(chance_of(biased) < kNeverByChance);
}

TEST_CASE("the order of one row depends on no other row") {
  const Generator generator(derive_key(9, 1));
  const auto many = Permutations::drawn(generator, {50, 9}, Tag{1}, 2);
  const auto few = Permutations::drawn(generator, {20, 9}, Tag{1}, 2);
  for (std::size_t r = 0; r < 20; ++r) CHECK(order_of(many, r) == order_of(few, r));
  CHECK(order_of(many, 0) != order_of(Permutations::drawn(generator, {1, 9}, Tag{1}, 3), 0));
}

TEST_CASE("orders travel as elements and come back as they were") {
  const Generator generator(derive_key(1, 1));
  const auto orders = Permutations::drawn(generator, {7, 5}, Tag{5}, 0);
  for (const Ring* ring : {&z64(), &z128(), &q121(), &m61(), &m127()}) {
    const auto read = Permutations::read(orders.written(*ring));
    for (std::size_t r = 0; r < 7; ++r) CHECK(order_of(read, r) == order_of(orders, r));
  }
}

TEST_CASE("what is no permutation is the sender's violation") {
  for (const auto& places : {std::vector<double>{0, 0, 2}, {0, 1, 3}, {-1, 0, 1}}) {
    CHECK_THROWS_AS(Permutations::read(integers(q121(), {1, 3}, places)), ProtocolError);
  }
}

TEST_CASE("drawing an order takes a word of 8 bytes for each place but the last") {
  CHECK(Permutations::drawing_work({4, 5}) == Work{0, 0, 4 * 4 * 8, 0});
  CHECK(Permutations::drawing_work({4, 1}) == Work{});
  CHECK(Permutations::drawing_work({0, 5}) == Work{});
}
