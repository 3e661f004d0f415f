#include "protocol/packing.hpp"

#include <catch2/catch.hpp>
#include <vector>

#include "metrics/errors.hpp"
#include "protocol/tensor_math.hpp"
#include "tests/protocol/outside_arithmetic.hpp"
#include "tests/protocol/tensor_samples.hpp"

using namespace fathom;
using testing::Bignum;
using testing::kIntegerRings;
using testing::OutsideRing;
using testing::sample;

namespace {

/// The stream as one large number: the sum over i of element i times 2^(i bits).
std::vector<std::byte> outside_stream(const Tensor& a) {
  const OutsideRing outside(a.ring());
  const auto bits = static_cast<std::size_t>(a.ring().bits);
  const Bignum sum = OutsideRing::make(), term = OutsideRing::make();
  for (std::size_t i = 0; i < a.size(); ++i) {
    BN_lshift(term.get(), outside.element(a, i).get(), static_cast<int>(i * bits));
    BN_add(sum.get(), sum.get(), term.get());
  }
  std::vector<std::byte> stream((a.size() * bits + 7) / 8);
  BN_bn2lebinpad(sum.get(), reinterpret_cast<unsigned char*>(stream.data()),
                 static_cast<int>(stream.size()));
  return stream;
}

std::vector<std::byte> packed(const Tensor& x) {
  const ScratchBlock stream = pack(x);
  return {stream.bytes().begin(), stream.bytes().end()};
}

}  // namespace

TEST_CASE("a packed tensor is its elements' bits one after the other, and unpacks again") {
  for (const Ring* ring : kIntegerRings) {
    for (const std::size_t n : {0U, 1U, 7U, 1000U}) {
      CAPTURE(ring->name, n);
      const Tensor x = sample(*ring, {n}, 1);
      const std::vector<std::byte> stream = packed(x);
      CHECK(stream == outside_stream(x));
      CHECK(packed_bytes(*ring, n) == Bytes{static_cast<std::int64_t>(stream.size())});
      const auto back = unpack(*ring, {n}, stream);
      REQUIRE(back);
      CHECK(equal(*back, x));
    }
  }
  CHECK(packed_bytes(q121(), 1000) == Bytes{15125});
  CHECK(packed_bytes(p270(), 7) == Bytes{237});
}

TEST_CASE("long streams are packed in pieces without a seam") {
  for (const Ring* ring : kIntegerRings) {
    const Tensor x = sample(*ring, {40001}, 1);
    const auto back = unpack(*ring, {40001}, packed(x));
    REQUIRE(back);
    CHECK(equal(*back, x));
  }
}

TEST_CASE("a stream with an element outside the field is refused") {
  for (const Ring* ring : kIntegerRings) {
    const std::vector<std::byte> ones((static_cast<std::size_t>(ring->bits) * 8) / 8,
                                      std::byte{0xff});
    CAPTURE(ring->name);  // 2^bits - 1, eight times
    CHECK(unpack(*ring, {8}, ones).has_value() == ring->power_of_two);
  }
}

TEST_CASE("a stream of another size, or with bits behind its end, is refused") {
  for (const Ring* ring : kIntegerRings) {
    CAPTURE(ring->name);
    std::vector<std::byte> stream = packed(sample(*ring, {3}, 1));
    CHECK_FALSE(unpack(*ring, {4}, stream).has_value());
    CHECK_FALSE(unpack(*ring, {2}, stream).has_value());
    if (3 * ring->bits % 8 == 0) continue;
    stream.back() |= std::byte{0x80};
    CHECK_FALSE(unpack(*ring, {3}, stream).has_value());
  }
  CHECK_THROWS_AS(pack(sample(reals(), {1}, 1)), InternalError);
}
