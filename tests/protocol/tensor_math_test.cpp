#include "protocol/tensor_math.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <random>
#include <utility>
#include <vector>

#include "metrics/errors.hpp"
#include "protocol/rings/public_number.hpp"
#include "tests/protocol/tensor_samples.hpp"

using namespace fathom;
using testing::decoded;
using testing::integers;
using testing::sample;
using testing::Threads;

namespace {

using Numbers = std::vector<double>;

const std::array<const Ring*, 8> kRings{&reals(), &z64(),  &z128(), &q121(),
                                        &m61(),   &m127(), &p270(), &m521()};

}  // namespace

TEST_CASE("the tensor functions do what their names say") {
  for (const Ring* ring : kRings) {
    CAPTURE(ring->name);
    const Tensor a = integers(*ring, {2, 3}, {1, 2, 3, 4, 5, 6});
    const Tensor b = integers(*ring, {2, 3}, {-1, 0, 1, -2, 0, 2});
    const PublicNumber three = encode_public(3, 0), two = encode_public(2, 0);
    CHECK(decoded(add(a, b)) == Numbers{0, 2, 4, 2, 5, 8});
    CHECK(decoded(subtract(a, b)) == Numbers{2, 2, 2, 6, 5, 4});
    CHECK(decoded(negate(b)) == Numbers{1, 0, -1, 2, 0, -2});
    CHECK(decoded(multiply(a, b)) == Numbers{-1, 0, 3, -8, 0, 12});
    CHECK(decoded(scale(b, three)) == Numbers{-3, 0, 3, -6, 0, 6});
    CHECK(decoded(add_constant(b, three)) == Numbers{2, 3, 4, 1, 3, 5});
    CHECK(decoded(add_scaled(a, b, three)) == Numbers{-2, 2, 6, -2, 5, 12});
    CHECK(decoded(weighted_sum(std::vector<WeightedTerm>{{a, two}, {b, three}}, two)) ==
          Numbers{1, 6, 11, 4, 12, 20});
    CHECK(decoded(transpose(a)) == Numbers{1, 4, 2, 5, 3, 6});
    CHECK(transpose(a).shape() == Shape{3, 2});
    CHECK(decoded(matmul(a, Transpose::no, b, Transpose::yes)) == Numbers{2, 4, 2, 4});
    CHECK(decoded(add_row(a, integers(*ring, {3}, {10, 20, 30}))) ==
          Numbers{11, 22, 33, 14, 25, 36});
    CHECK(decoded(sum_rows(a)) == Numbers{5, 7, 9});
    CHECK(sum_rows(a).shape() == Shape{3});
    const std::vector<std::uint32_t> rows{1, 0, 1};
    CHECK(decoded(gather_rows(a, rows)) == Numbers{4, 5, 6, 1, 2, 3, 4, 5, 6});
    CHECK(equal(concatenate_rows(std::vector{a, b}).slice(6, {2, 3}), b));
    CHECK(equal(a, add(a, Tensor::zeros(*ring, {2, 3}))));
    CHECK_FALSE(equal(a, b));
    CHECK_FALSE(equal(a, a.reshaped({3, 2})));
  }
  CHECK(absolute_sum(integers(reals(), {3}, {-1, 2, -3.5})) == 6.5);
}

TEST_CASE("a weight of one is a weight like the others, a half read as an integer one too") {
  for (const Ring* ring : kRings) {
    CAPTURE(ring->name);
    const Tensor a = integers(*ring, {3}, {1, -2, 3});
    const Tensor b = integers(*ring, {3}, {5, 0, -7});
    const PublicNumber one = encode_public(1, 0), two = encode_public(2, 0), none;
    CHECK(equal(weighted_sum(std::vector<WeightedTerm>{{a, one}, {b, one}}, none), add(a, b)));
    CHECK(decoded(weighted_sum(std::vector<WeightedTerm>{{a, one}, {b, two}}, one)) ==
          Numbers{12, -1, -10});
    CHECK(decoded(weighted_sum(std::vector<WeightedTerm>{{a, two}, {b, one}}, none)) ==
          Numbers{7, -4, -1});
    const PublicNumber half = encode_public(0.5, 1), power = encode_public(0x1p130, 0);
    const double reading = ring->id == RingId::reals ? 0.5 : 1.0;
    CHECK(decoded(weighted_sum(std::vector<WeightedTerm>{{a, half}, {a, half}}, none)) ==
          Numbers{2 * reading, -4 * reading, 6 * reading});
    CHECK(equal(weighted_sum(std::vector<WeightedTerm>{{a, power}, {a, power}}, none),
                scale(a, encode_public(0x1p131, 0))));
  }
}

TEST_CASE("transposed operands give the product of the transposed matrices") {
  std::mt19937_64 random(17);
  const auto extent = [&] { return random() % 4 == 0 ? random() % 3 : random() % 40; };
  for (const Ring* ring : kRings) {
    for (int repeat = 0; repeat < 50; ++repeat) {
      const std::size_t m = extent(), k = extent(), n = extent();
      CAPTURE(ring->name, m, k, n);
      const Tensor a = sample(*ring, {m, k}, 1), b = sample(*ring, {k, n}, 2);
      const Tensor product = matmul(a, Transpose::no, b, Transpose::no);
      CHECK(equal(matmul(transpose(a), Transpose::yes, b, Transpose::no), product));
      CHECK(equal(matmul(a, Transpose::no, transpose(b), Transpose::yes), product));
      CHECK(equal(matmul(transpose(a), Transpose::yes, transpose(b), Transpose::yes), product));
      CHECK(equal(matmul(b, Transpose::yes, a, Transpose::yes), transpose(product)));
      CHECK(equal(transpose(transpose(a)), a));
    }
  }
}

TEST_CASE("a tensor of higher rank is the matrix of its rows") {
  const Tensor a = sample(z64(), {4, 2, 3}, 1), b = sample(z64(), {6, 1, 5}, 2);
  const Tensor product = matmul(a, Transpose::no, b, Transpose::no);
  CHECK(product.shape() == Shape{4, 5});
  CHECK(
      equal(product, matmul(a.reshaped({4, 6}), Transpose::no, b.reshaped({6, 5}), Transpose::no)));
  CHECK(equal(sum_rows(a), sum_rows(a.reshaped({4, 6}))));
  CHECK(gather_rows(a, std::vector<std::uint32_t>{3}).shape() == Shape{1, 2, 3});
  CHECK(concatenate_rows(std::vector{a, a}).shape() == Shape{8, 2, 3});
  CHECK(add_row(a, a.slice(0, {6})).shape() == a.shape());
}

TEST_CASE("no elements and single elements are tensors like others") {
  const PublicNumber two = encode_public(2, 0);
  for (const Ring* ring : kRings) {
    const Tensor none = sample(*ring, {0, 3}, 1), scalar = integers(*ring, {}, {5});
    CHECK(add(none, none).size() == 0);
    CHECK(scale(none, two).shape() == Shape{0, 3});
    CHECK(transpose(none).shape() == Shape{3, 0});
    CHECK(decoded(sum_rows(none)) == Numbers{0, 0, 0});
    CHECK(gather_rows(none, {}).size() == 0);
    CHECK(concatenate_rows(std::vector{none, none}).size() == 0);
    CHECK(add_row(none, integers(*ring, {3}, {1, 2, 3})).size() == 0);
    CHECK(equal(none, none));
    const Tensor nothing_summed = matmul(none, Transpose::yes, none, Transpose::no);
    CHECK(decoded(nothing_summed) == Numbers(9, 0));
    CHECK(matmul(none, Transpose::no, sample(*ring, {3, 0}, 1), Transpose::no).size() == 0);
    CHECK(decoded(multiply(scalar, scalar)) == Numbers{25});
    const Tensor one = scalar.reshaped({1, 1});
    CHECK(decoded(matmul(one, Transpose::no, one, Transpose::yes)) == Numbers{25});
    CHECK(decoded(sum_rows(one)) == Numbers{5});
  }
  CHECK(absolute_sum(sample(reals(), {0}, 1)) == 0);
}

TEST_CASE("results are the same bytes on any number of threads", "[slow]") {
  for (const Ring* ring : kRings) {
    CAPTURE(ring->name);
    const std::size_t n = 300;  // of which no extent is a multiple of a block
    const Tensor a = sample(*ring, {n, n}, 1), b = sample(*ring, {n, n}, 2);
    const PublicNumber third = encode_public(1.0 / 3, 8);
    const Tensor inexact = scale(a, third);  // over the reals, sums of this depend on their order
    const std::vector<std::function<Tensor()>> results{
        [&] { return matmul(inexact, Transpose::no, b, Transpose::no); },
        [&] { return matmul(inexact, Transpose::yes, b, Transpose::yes); },
        [&] { return sum_rows(inexact); },
        [&] { return add_row(inexact, sum_rows(b)); },
        [&] {
          return weighted_sum(std::vector<WeightedTerm>{{a, third}, {b, third}}, third);
        },
        [&] { return transpose(multiply(a, b)); },
        [&] { return truncate_share(a, 9, 1); }};
    for (const auto& result : results) {
      const Threads one(1);
      const Tensor expected = result();
      for (const std::size_t count : {2U, 3U}) {
        const Threads more(count);
        CHECK(equal(result(), expected));
      }
    }
  }
}

TEST_CASE("large tensors are split without a seam") {
  const std::size_t n = 100003;
  Numbers values(n);
  for (std::size_t i = 0; i < n; ++i) values[i] = static_cast<double>(i) - 50000;
  for (const Ring* ring : kRings) {
    const Tensor x = integers(*ring, {n}, values);
    CHECK(decoded(x) == values);
    CHECK(decoded(subtract(add(x, x), x)) == values);
    CHECK(decoded(negate(negate(x))) == values);
    CHECK(decoded(sum_rows(x.reshaped({n, 1}))) ==
          Numbers{n * 1.0});  // 50001 + 50002 more than cancel
  }
  const double expected = 50000.0 * 50001 / 2 + 50002.0 * 50003 / 2;
  CHECK(absolute_sum(integers(reals(), {n}, values)) == expected);
}

TEST_CASE("operands that do not fit one another are refused") {
  const Tensor a = sample(z64(), {2, 3}, 1), turned = sample(z64(), {3, 2}, 1);
  const Tensor other = sample(z128(), {2, 3}, 1), row = sample(z64(), {3}, 1);
  CHECK_THROWS_AS(add(a, turned), InternalError);
  CHECK_THROWS_AS(add(a, other), InternalError);
  CHECK_THROWS_AS(matmul(a, Transpose::no, a, Transpose::no), InternalError);
  CHECK_THROWS_AS(matmul(a, Transpose::no, transpose(other), Transpose::no), InternalError);
  CHECK_THROWS_AS(matmul(row, Transpose::no, a, Transpose::no), InternalError);
  CHECK_THROWS_AS(add_row(turned, row), InternalError);
  CHECK_THROWS_AS(add_scaled(a, turned, {}), InternalError);
  CHECK_THROWS_AS(weighted_sum({}, {}), InternalError);
  CHECK_THROWS_AS(gather_rows(a, std::vector<std::uint32_t>{2}), InternalError);
  CHECK_THROWS_AS(concatenate_rows({}), InternalError);
  CHECK_THROWS_AS(concatenate_rows(std::vector{a, turned}), InternalError);
  CHECK_THROWS_AS(absolute_sum(a), InternalError);
}
