#include <catch2/catch.hpp>
#include <functional>
#include <memory>
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

/// 0, 1, (M - 1)/2, the one above, M - 1, and uniform elements.
Tensor elements_of(const Ring& ring) {
  const OutsideRing outside(ring);
  Tensor x = sample(ring, {60}, 1);
  const Bignum value = OutsideRing::make();
  for (std::size_t i = 0; i < 5; ++i) {
    BN_zero(value.get());
    if (i >= 2) BN_copy(value.get(), outside.modulus());
    if (i >= 2) BN_sub_word(value.get(), 1);
    if (i == 2 || i == 3) BN_rshift1(value.get(), value.get());
    BN_add_word(value.get(), i == 1 || i == 3 ? 1 : 0);
    outside.set(x, i, value.get());
  }
  return x;
}

/// x as the integer in [-M/2, M/2).
void make_signed(BIGNUM* x, const OutsideRing& outside) {
  const Bignum twice = OutsideRing::make();
  BN_lshift1(twice.get(), x);
  if (BN_cmp(twice.get(), outside.modulus()) >= 0) BN_sub(x, x, outside.modulus());
}

/// floor(x / 2^bits), where OpenSSL's shift goes towards zero.
void floor_divide(BIGNUM* x, int bits) {
  const Bignum power = OutsideRing::make(), rest = OutsideRing::make();
  const std::unique_ptr<BN_CTX, void (*)(BN_CTX*)> context(BN_CTX_new(), BN_CTX_free);
  BN_set_bit(power.get(), bits);
  BN_nnmod(rest.get(), x, power.get(), context.get());
  BN_sub(x, x, rest.get());
  BN_rshift(x, x, bits);
}

/// OpenSSL's mask refuses numbers that are shorter already.
void mask(BIGNUM* x, int bits) {
  if (BN_num_bits(x) > bits) BN_mask_bits(x, bits);
}

using Change = std::function<void(BIGNUM*)>;

/// Every element changed as an integer, and then reduced modulo the modulus of `to`.
Tensor changed(const Tensor& a, const Ring& to, const Change& change) {
  const OutsideRing from(a.ring()), outside(to);
  Tensor out(to, a.shape());
  for (std::size_t i = 0; i < a.size(); ++i) {
    const Bignum value = from.element(a, i);
    change(value.get());
    outside.set(out, i, value.get());
  }
  return out;
}

}  // namespace

TEST_CASE("shifts and bits are those of the element as OpenSSL's integer") {
  for (const Ring* ring : kIntegerRings) {
    const Tensor x = elements_of(*ring);
    const OutsideRing outside(*ring);
    for (const int bits : {0, 1, 13, 59, 60, 63, 64, 65, 120, 127, 256, 269, 520}) {
      if (bits >= ring->bits) continue;
      CAPTURE(ring->name, bits);
      CHECK(equal(logical_shift(x, bits),
                  changed(x, *ring, [&](BIGNUM* value) { BN_rshift(value, value, bits); })));
      CHECK(equal(low_bits(x, bits), changed(x, *ring, [&](BIGNUM* value) { mask(value, bits); })));
      CHECK(equal(bit(x, bits), changed(x, *ring, [&](BIGNUM* value) {
                    BN_set_word(value, BN_is_bit_set(value, bits) ? 1 : 0);
                  })));
      CHECK(equal(floor_shift(x, bits), changed(x, *ring, [&](BIGNUM* value) {
                    make_signed(value, outside);
                    floor_divide(value, bits);
                  })));
    }
    CHECK(equal(low_bits(x, ring->bits), x));
    CHECK(equal(floor_shift(x, 9), truncate_share(x, 9, 0)));
  }
}

TEST_CASE("an element is the sum of its bits") {
  for (const Ring* ring : kIntegerRings) {
    const Tensor x = elements_of(*ring);
    Tensor sum = Tensor::zeros(*ring, x.shape());
    for (int i = 0; i < ring->bits; ++i) {
      sum = add_scaled(sum, bit(x, i), {.integer = 1, .shift = i});
    }
    CHECK(equal(sum, x));
  }
}

TEST_CASE("converting keeps the integer, by either reading, modulo the other modulus") {
  for (const Ring* ring : kIntegerRings) {
    const Tensor x = elements_of(*ring);
    const OutsideRing outside(*ring);
    for (const Ring* to : kIntegerRings) {
      CAPTURE(ring->name, to->name);
      CHECK(equal(convert(x, *to, Reading::representative), changed(x, *to, [](BIGNUM*) {})));
      CHECK(equal(convert(x, *to, Reading::signed_value),
                  changed(x, *to, [&](BIGNUM* value) { make_signed(value, outside); })));
      const std::vector<double> numbers{0, 1, -1, 1e9, -1e9};
      const Tensor small = integers(*ring, {5}, numbers);
      CHECK(decoded(convert(small, *to, Reading::signed_value)) == numbers);
    }
  }
}

TEST_CASE("large tensors convert without a seam") {
  const Tensor x = sample(q121(), {100003}, 1);
  const Tensor there = convert(x, p270(), Reading::signed_value);
  CHECK(equal(convert(there, q121(), Reading::signed_value), x));
}

TEST_CASE("the reals have no bits, and what lies outside a ring is refused") {
  const Tensor number = integers(reals(), {2}, {1.5, -2});
  CHECK(equal(floor_shift(number, 3), number));
  CHECK(equal(convert(number, reals(), Reading::signed_value), number));
  CHECK_THROWS_AS(logical_shift(number, 1), InternalError);
  CHECK_THROWS_AS(low_bits(number, 1), InternalError);
  CHECK_THROWS_AS(bit(number, 1), InternalError);
  CHECK_THROWS_AS(convert(number, z64(), Reading::signed_value), InternalError);
  for (const Ring* ring : kIntegerRings) {
    const Tensor x = integers(*ring, {1}, {1});
    CHECK_THROWS_AS(convert(x, reals(), Reading::signed_value), InternalError);
    CHECK_THROWS_AS(floor_shift(x, ring->bits), InternalError);
    CHECK_THROWS_AS(logical_shift(x, ring->bits), InternalError);
    CHECK_THROWS_AS(bit(x, ring->bits), InternalError);
    CHECK_THROWS_AS(low_bits(x, ring->bits + 1), InternalError);
    CHECK_THROWS_AS(low_bits(x, -1), InternalError);
  }
}
