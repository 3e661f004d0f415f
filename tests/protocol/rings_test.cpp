#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "metrics/errors.hpp"
#include "protocol/rings/ring.hpp"
#include "protocol/tensor_math.hpp"
#include "tests/protocol/each_instruction_set.hpp"
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

using Word = unsigned __int128;

/// 0, 1, 2, M/2 - 1, M/2, M/2 + 1, M - 2, M - 1, each beside each, and uniform elements.
struct Operands {
  Tensor a, b;
};
Operands operands(const Ring& ring) {
  constexpr std::size_t kEdges = 8, kUniform = 200;
  const OutsideRing outside(ring);
  const Bignum value = OutsideRing::make();
  const auto edge = [&](std::size_t i) {
    BN_zero(value.get());
    if (i >= 3 && i < 6) BN_rshift1(value.get(), outside.modulus());
    i < 3 ? BN_add_word(value.get(), i) : BN_add_word(value.get(), (i - 3) % 3);
    BN_sub_word(value.get(), i < 3 ? 0 : i < 6 ? 1 : 2);
    return value.get();
  };
  Operands all{sample(ring, {kEdges * kEdges + kUniform}, 1),
               sample(ring, {kEdges * kEdges + kUniform}, 2)};
  for (std::size_t i = 0; i < kEdges * kEdges; ++i) {
    outside.set(all.a, i, edge(i / kEdges));
    outside.set(all.b, i, edge(i % kEdges));
  }
  return all;
}

using Operation = int (*)(BIGNUM*, const BIGNUM*, const BIGNUM*, BN_CTX*);

Tensor element_by_element(const Operands& operands, Operation operation) {
  const OutsideRing outside(operands.a.ring());
  Tensor out(operands.a.ring(), operands.a.shape());
  const Bignum value = OutsideRing::make();
  for (std::size_t i = 0; i < out.size(); ++i) {
    operation(value.get(), outside.element(operands.a, i).get(),
              outside.element(operands.b, i).get(), outside.context());
    outside.set(out, i, value.get());
  }
  return out;
}

int plus(BIGNUM* r, const BIGNUM* a, const BIGNUM* b, BN_CTX*) { return BN_add(r, a, b); }
int minus(BIGNUM* r, const BIGNUM* a, const BIGNUM* b, BN_CTX*) { return BN_sub(r, a, b); }
int negative(BIGNUM* r, const BIGNUM* a, const BIGNUM*, BN_CTX*) {
  BN_zero(r);
  return BN_sub(r, r, a);
}

PublicNumber public_integer(__int128 integer) { return {.integer = integer}; }

/// The tensor filled with one integer, by way of OpenSSL.
Tensor constant_like(const Tensor& like, const std::string& decimal) {
  Bignum value = OutsideRing::make();
  BIGNUM* number = value.get();
  BN_dec2bn(&number, decimal.c_str());
  const OutsideRing outside(like.ring());
  Tensor out(like.ring(), like.shape());
  for (std::size_t i = 0; i < out.size(); ++i) outside.set(out, i, number);
  return out;
}

const std::array<const Ring*, 8> kAllRings{&reals(), &z64(),  &z128(), &q121(),
                                           &m61(),   &m127(), &p270(), &m521()};

constexpr double kNoLimit = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("two shares add up to the number that was shared") {
  for (const Ring* ring : kIntegerRings) {
    const double number = -3.25;
    const Tensor x = Tensor::encode(*ring, {}, &number, 16, 100);
    const Tensor share = sample(*ring, {}, 1);
    CHECK(decoded(add(share, subtract(x, share)), 16) == std::vector{number});
  }
}

TEST_CASE("sums, differences and products are those of OpenSSL's integers modulo M") {
  for (const Ring* ring : kIntegerRings) {
    CAPTURE(ring->name);
    const Operands x = operands(*ring);
    CHECK(equal(add(x.a, x.b), element_by_element(x, plus)));
    CHECK(equal(subtract(x.a, x.b), element_by_element(x, minus)));
    CHECK(equal(multiply(x.a, x.b), element_by_element(x, BN_mul)));
    CHECK(equal(negate(x.a), element_by_element(x, negative)));
  }
}

TEST_CASE("public factors and constants may be negative and have 127 bits") {
  constexpr __int128 kLarge = (__int128{1} << 126U) + 12345;
  const std::string large = "85070591730234615865843651857942065209";  // the same number
  for (const Ring* ring : kIntegerRings) {
    CAPTURE(ring->name);
    const Tensor a = operands(*ring).a;
    for (const auto& [integer, decimal] : {std::pair{__int128{3}, std::string("3")},
                                           {__int128{-1}, "-1"},
                                           {__int128{0}, "0"},
                                           {kLarge, large},
                                           {-kLarge, "-" + large}}) {
      const Tensor constant = constant_like(a, decimal);
      const PublicNumber number = public_integer(integer);
      const Tensor product = element_by_element({a, constant}, BN_mul);
      CHECK(equal(scale(a, number), product));
      CHECK(equal(add_constant(a, number), element_by_element({a, constant}, plus)));
      CHECK(equal(add_scaled(constant, a, number), add(constant, product)));
    }
  }
}

TEST_CASE("a kernel may write over its input") {
  for (const Ring* ring : kIntegerRings) {
    const Operands x = operands(*ring);
    Tensor sum = add_constant(x.a, {}), product = sum, difference = add_constant(x.b, {});
    ring->kernels.add(sum.data(), x.b.data(), sum.data(), sum.size());
    CHECK(equal(sum, add(x.a, x.b)));
    ring->kernels.subtract(x.a.data(), difference.data(), difference.data(), sum.size());
    CHECK(equal(difference, subtract(x.a, x.b)));
    ring->kernels.multiply(sum.data(), sum.data(), sum.data(), sum.size());
    CHECK(equal(sum, multiply(add(x.a, x.b), add(x.a, x.b))));
  }
}

TEST_CASE("encoding rounds to the nearest integer, halves to even, and decoding undoes it") {
  const std::vector<double> x{0.5, 1.5, 2.5, -0.5, -1.5, 0.49, -2.51, 1e6 + 0.25, 0};
  const std::vector<double> rounded{0, 2, 2, 0, -2, 0, -3, 1e6, 0};
  for (const Ring* ring : kIntegerRings) {
    CHECK(decoded(Tensor::encode(*ring, {9}, x.data(), 0, 1e7)) == rounded);
    const std::vector<double> fine{-0.75, 1.0 / 1024, 12345.0625};
    CHECK(decoded(Tensor::encode(*ring, {3}, fine.data(), 10, 1e7), 10) == fine);
    CHECK(decoded(Tensor::encode(*ring, {3}, fine.data(), 10, 1e7), 11)[0] == -0.375);
  }
  CHECK(decoded(Tensor::encode(reals(), {9}, x.data(), 0, 1e7)) == x);  // which are not quantised
}

TEST_CASE("encoding stops at the first value that does not fit") {
  const auto fitting = [](const Ring& ring, std::vector<double> x, int bits, double limit) {
    Tensor out(ring, {x.size()});
    return ring.kernels.encode(x.data(), bits, limit, out.data(), x.size());
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const Ring* ring : kAllRings) {
    CHECK(fitting(*ring, {1, -7.9, 7.9}, 4, 8) == 3);
    CHECK(fitting(*ring, {1, 8, 1}, 4, 8) == 1);
    CHECK(fitting(*ring, {1, 2, -8}, 4, 8) == 2);
    CHECK(fitting(*ring, {nan}, 4, 8) == 0);
    CHECK(fitting(*ring, {1, kNoLimit}, 4, kNoLimit) == 1);
  }
  for (const Ring* ring : kIntegerRings) {  // M/2 is a limit of its own
    const double half = std::ldexp(ring->modulus, -1 - 20);
    CHECK(fitting(*ring, {std::nextafter(half, 0), -half}, 20, kNoLimit) == 1);
    CHECK(decoded(Tensor::encode(*ring, {}, &half, 19, kNoLimit), 19) == std::vector{half});
  }
}

TEST_CASE("fields have prime moduli of as many bits as they say, and elements of whole words") {
  for (const Ring* ring : kIntegerRings) {
    CAPTURE(ring->name);
    const OutsideRing outside(*ring);
    const bool prime = BN_check_prime(outside.modulus(), outside.context(), nullptr) == 1;
    CHECK(prime == !ring->power_of_two);
    CHECK(ring->rejects == prime);
    CHECK(BN_num_bits(outside.modulus()) == ring->bits + (prime ? 0 : 1));
    CHECK(ring->element_bytes == static_cast<std::size_t>(ring->bits + 63) / 64 * 8);
    const std::unique_ptr<char, void (*)(void*)> decimal(
        BN_bn2dec(outside.modulus()), [](void* text) { CRYPTO_free(text, nullptr, 0); });
    CHECK(ring->modulus == std::strtod(decimal.get(), nullptr));
  }
}

TEST_CASE("a field's element is canonical below the modulus and not from there on") {
  for (const Ring* ring : kIntegerRings) {
    if (!ring->rejects) continue;
    CAPTURE(ring->name);
    const OutsideRing outside(*ring);
    const std::size_t width = ring->element_bytes;
    const auto raw = [&](int above, int flipped) {  // M + above, with a padding bit flipped
      const Bignum value = OutsideRing::make();
      BN_copy(value.get(), outside.modulus());
      above < 0 ? BN_sub_word(value.get(), 1) : BN_add_word(value.get(), above);
      if (flipped > 0) BN_set_bit(value.get(), flipped);
      std::vector<unsigned char> bytes(width);
      BN_bn2lebinpad(value.get(), bytes.data(), static_cast<int>(width));
      return bytes;
    };
    CHECK(ring->kernels.is_canonical(raw(-1, 0).data(), 1));
    CHECK_FALSE(ring->kernels.is_canonical(raw(0, 0).data(), 1));
    CHECK_FALSE(ring->kernels.is_canonical(raw(1, 0).data(), 1));
    CHECK_FALSE(ring->kernels.is_canonical(raw(-1, ring->bits).data(), 1));
    std::vector<unsigned char> candidates = raw(0, 0), out(2 * width, 99);
    const auto garbage = raw(-1, ring->bits);  // above the bits that count
    candidates.insert(candidates.end(), garbage.begin(), garbage.end());
    const auto* bytes = reinterpret_cast<const std::byte*>(candidates.data());
    CHECK(ring->kernels.from_uniform_bytes(bytes, 2 * width, out.data(), 2) == 1);
    CHECK(std::equal(out.begin(), out.begin() + static_cast<long>(width), raw(-1, 0).begin()));
  }
}

TEST_CASE("a public number's power of two may pass the ring and any 126 bits") {
  for (const Ring* ring : kIntegerRings) {
    CAPTURE(ring->name);
    const Tensor a = operands(*ring).a;
    const OutsideRing outside(*ring);
    for (const int shift : {1, 60, 61, 64, 128, 269, 300, 521, 600}) {
      const PublicNumber number{.integer = -5, .shift = shift};
      const Bignum power = OutsideRing::make();
      BN_set_word(power.get(), 5);
      BN_lshift(power.get(), power.get(), shift);
      BN_set_negative(power.get(), 1);
      Tensor constant(*ring, a.shape());
      for (std::size_t i = 0; i < a.size(); ++i) outside.set(constant, i, power.get());
      const Tensor product = element_by_element({a, constant}, BN_mul);
      CHECK(equal(scale(a, number), product));
      CHECK(equal(add_constant(a, number), element_by_element({a, constant}, plus)));
      CHECK(equal(add_scaled(constant, a, number), add(constant, product)));
    }
  }
}

// One block has nothing to reject but the greatest element, one all ones, the last is longer than
// is wanted.
TEST_CASE("candidates are taken in their order, where they lie or elsewhere") {
  for (const Ring* ring : {&q121(), &m127(), &m61(), &p270()}) {
    CAPTURE(ring->name);
    const std::size_t width = ring->element_bytes, block = 4096 / width, wanted = 3 * block - 20;
    std::vector<std::byte> bytes(3 * block * width);
    std::mt19937_64 random(width);
    for (std::byte& byte : bytes) byte = static_cast<std::byte>(random());
    for (const std::size_t bad : {block, block + 7, 2 * block - 1, 2 * block + 3}) {
      std::fill_n(bytes.begin() + static_cast<long>(bad * width), width, std::byte{0xff});
    }
    const Tensor last = integers(*ring, {1}, {-1});
    std::memcpy(&bytes[9 * width], last.data(), width);
    std::vector<std::byte> expected;
    for (std::size_t i = 0; i < 3 * block; ++i) {
      std::vector<std::byte> element(bytes.begin() + static_cast<long>(i * width),
                                     bytes.begin() + static_cast<long>((i + 1) * width));
      ring->kernels.low_bits(element.data(), ring->bits, element.data(), 1);
      if (!ring->kernels.is_canonical(element.data(), 1)) continue;
      expected.insert(expected.end(), element.begin(), element.end());
    }
    REQUIRE(expected.size() >= wanted * width);
    const auto take = [&](const std::vector<std::byte>& from, std::vector<std::byte>& to) {
      return ring->kernels.from_uniform_bytes(from.data(), from.size(), to.data(), wanted);
    };
    testing::EachInstructionSet().check([&] {
      std::vector<std::byte> elsewhere(wanted * width), there = bytes;
      CHECK(take(there, elsewhere) == wanted);
      CHECK(std::equal(elsewhere.begin(), elsewhere.end(), expected.begin()));
      CHECK(take(there, there) == wanted);
      CHECK(std::equal(elsewhere.begin(), elsewhere.end(), there.begin()));
    });
  }
}

TEST_CASE("only representatives below Q are canonical and accepted as uniform") {
  const Ring& ring = q121();
  const Tensor last = integers(ring, {1}, {-1});
  const Word q = *static_cast<const Word*>(last.data()) + 1;
  const Word garbage = ~Word{0} << 121U;  // above the 121 bits that count
  const std::vector<Word> candidates{q, garbage | 7U, q - 1, q + 1, 3, 4};
  CHECK(ring.kernels.is_canonical(&candidates[2], 1));
  CHECK_FALSE(ring.kernels.is_canonical(&candidates[0], 1));
  CHECK_FALSE(ring.kernels.is_canonical(&candidates[1], 3));
  std::vector<Word> out(4, 99);
  const auto* bytes = reinterpret_cast<const std::byte*>(candidates.data());
  CHECK(ring.kernels.from_uniform_bytes(bytes, 6 * 16, out.data(), 3) == 3);
  CHECK(out == std::vector<Word>{7, q - 1, 3, 99});
  CHECK(ring.kernels.from_uniform_bytes(bytes, 16, out.data(), 4) == 0);
  CHECK(z64().kernels.is_canonical(candidates.data(), 12));
  const std::vector<double> numbers{1, kNoLimit};
  CHECK(reals().kernels.is_canonical(numbers.data(), 1));
  CHECK_FALSE(reals().kernels.is_canonical(numbers.data(), 2));
}

TEST_CASE("the reals compute with a public number's value and not with its integer") {
  const PublicNumber third{.value = 1.0 / 3, .integer = 11, .bits = 5};
  const Tensor x = integers(reals(), {2}, {3, -6});
  CHECK(decoded(scale(x, third)) == std::vector{3 * (1.0 / 3), -6 * (1.0 / 3)});
  CHECK(decoded(add_constant(x, third)) == std::vector{3 + 1.0 / 3, -6 + 1.0 / 3});
  CHECK(decoded(round_shift(truncate_share(x, 3, 1), 2)) == decoded(x));
}

TEST_CASE("rings are found by id and by name, and a wrong name is told the choices") {
  for (const Ring* ring : kAllRings) {
    CHECK(&ring_named(ring->name) == ring);
    CHECK(&ring_of(ring->id) == ring);
  }
  CHECK_THROWS_WITH(
      ring_named("z32"),
      Catch::Contains("z32") && Catch::Contains("reals, z64, z128, q121, m61, m127, p270, m521"));
}
