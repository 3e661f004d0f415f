#include "protocol/generator.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <string>
#include <tuple>
#include <vector>

#include "metrics/errors.hpp"
#include "protocol/draw_observer.hpp"
#include "protocol/tensor_math.hpp"
#include "tests/protocol/tensor_samples.hpp"

using namespace fathom;
using testing::Threads;

namespace {

using ByteString = std::vector<std::byte>;

ByteString from_hex(const std::string& hex) {
  ByteString bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    bytes.push_back(static_cast<std::byte>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

Key key_from_hex(const std::string& hex) {
  Key key;
  std::ranges::copy(from_hex(hex), key.begin());
  return key;
}

ByteString stream(const Generator& generator, Tag tag, std::uint8_t part, std::uint32_t row,
                  std::uint64_t offset, std::size_t size) {
  ByteString bytes(size);
  generator.fill(tag, part, row, offset, bytes);
  return bytes;
}

constexpr Tag kTag{0x1234};

}  // namespace

TEST_CASE("an address always gives the same bytes, and another address others") {
  const Generator generator(derive_key(1, 2));
  const ByteString bytes = stream(generator, kTag, 3, 4, 0, 64);
  CHECK(bytes == stream(generator, kTag, 3, 4, 0, 64));
  CHECK(bytes != stream(generator, Tag{kTag.value + 1}, 3, 4, 0, 64));
  CHECK(bytes != stream(generator, kTag, 2, 4, 0, 64));
  CHECK(bytes != stream(generator, kTag, 3, 5, 0, 64));
  CHECK(bytes != stream(Generator(derive_key(1, 3)), kTag, 3, 4, 0, 64));
  CHECK(bytes != stream(Generator(derive_key(2, 2)), kTag, 3, 4, 0, 64));
}

TEST_CASE("the stream is AES-128 in counter mode, by NIST SP 800-38A, F.5.1") {
  const Generator generator(key_from_hex("2b7e151628aed2a6abf7158809cf4f3c"));
  // The example's first counter block, f0f1...ff, read as an address.
  const ByteString key_stream =
      stream(generator, Tag{0xf0f1f2f3f4f5f6f7}, 0xf8, 0xf9fafb, 0xfcfdfeffULL * 16, 64);
  CHECK(key_stream == from_hex("ec8cdf7398607cb0f2d21675ea9ea1e4"
                               "362b7c3c6773516318a077d7fc5073ae"
                               "6a2cc3787889374fbeb4c81b17ba6c44"
                               "e89c399ff0f198c6d40a31db156cabfe"));
}

TEST_CASE("a key is derived by AES-128 of its number under the seed") {
  // AES-128 of the zero block under the zero key, as in the NIST known-answer tests.
  CHECK(derive_key(0, 0) == key_from_hex("66e94bd4ef8a2c3b884cfa59ca342b2e"));
}

TEST_CASE("an offset leads into the same stream") {
  const Generator generator(derive_key(1, 2));
  const ByteString whole = stream(generator, kTag, 0, 0, 0, 40000);
  for (const std::uint64_t offset : {16U, 16384U, 32768U, 39984U}) {
    const ByteString tail = stream(generator, kTag, 0, 0, offset, whole.size() - offset);
    CHECK(std::equal(tail.begin(), tail.end(), whole.begin() + static_cast<long>(offset)));
  }
}

TEST_CASE("uniform elements of Q are the stream's candidates below Q, in order") {
  const Generator generator(derive_key(7, 7));
  const std::size_t n = 2 * Generator::kChunk + 100;
  const Tensor elements = generator.uniform(q121(), {n}, kTag, 5);
  const auto q = static_cast<unsigned __int128>(2657003489534545107ULL) * 1000000000000000000ULL +
                 915232808830590043ULL;
  std::size_t at = 0, rejected = 0;
  for (std::uint32_t row = 0; row < 3; ++row) {
    const ByteString bytes = stream(generator, kTag, 5, row, 0, (Generator::kChunk + 64) * 16);
    const std::size_t end = std::min(n, (row + 1) * Generator::kChunk);
    for (std::size_t i = 0; at < end; ++i) {
      unsigned __int128 candidate;
      std::memcpy(&candidate, bytes.data() + 16 * i, 16);
      candidate = candidate << 7 >> 7;
      if (candidate >= q) {
        ++rejected;
      } else {
        REQUIRE(static_cast<const unsigned __int128*>(elements.data())[at++] == candidate);
      }
    }
  }
  CHECK(rejected > 0);
  CHECK(rejected < 30);  // expected: n (2^121 - Q) / 2^121 = 4.5
}

TEST_CASE("candidates that make up for rejected ones begin at a whole block of the cipher") {
  const Generator generator(derive_key(7, 8));
  const Tensor elements = generator.uniform(p270(), {Generator::kChunk}, kTag, 5);
  const ByteString bytes = stream(generator, kTag, 5, 0, 0, (Generator::kChunk + 500) * 40);
  const auto accepted = [&](std::size_t begin, std::size_t count, std::byte* out) {
    return p270().kernels.from_uniform_bytes(bytes.data() + begin, count * 40, out, count);
  };
  std::vector<std::byte> expected(Generator::kChunk * 40);
  std::size_t begin = 0, done = 0;
  while (done < Generator::kChunk) {
    const std::size_t count = Generator::kChunk - done;
    done += accepted(begin, count, expected.data() + 40 * done);
    begin += (count * 40 + 15) / 16 * 16;
  }
  CHECK(begin > Generator::kChunk * 40);
  CHECK(std::memcmp(expected.data(), elements.data(), expected.size()) == 0);
}

TEST_CASE("uniform bits are the stream's elements, masked, and the same on any threads") {
  const Generator generator(derive_key(1, 2));
  constexpr std::size_t kCount = Generator::kChunk + 100;
  for (const Ring* ring : testing::kIntegerRings) {
    const std::size_t width = ring->element_bytes;
    for (const int bits : {0, 1, 40, ring->bits - 1}) {
      CAPTURE(ring->name, bits);
      const Tensor x = generator.uniform_bits(*ring, {kCount}, kTag, 3, bits);
      CHECK(ring->kernels.is_canonical(x.data(), kCount));
      const Threads one(1);
      CHECK(equal(generator.uniform_bits(*ring, {kCount}, kTag, 3, bits), x));
      for (const std::size_t i : {std::size_t{0}, std::size_t{777}, kCount - 1}) {
        const auto row = static_cast<std::uint32_t>(i / Generator::kChunk);
        ByteString bytes = stream(generator, kTag, 3, row, 0, (i % Generator::kChunk + 1) * width);
        bytes.erase(bytes.begin(), bytes.end() - static_cast<long>(width));
        for (int j = bits; j < static_cast<int>(8 * width); ++j) {
          bytes[static_cast<std::size_t>(j / 8)] &= ~(std::byte{1} << (j % 8));
        }
        CHECK(std::memcmp(bytes.data(), static_cast<const std::byte*>(x.data()) + i * width,
                          width) == 0);
      }
    }
    CHECK_THROWS_AS(generator.uniform_bits(*ring, {1}, kTag, 0, ring->bits), InternalError);
    CHECK_THROWS_AS(generator.uniform_bits(*ring, {1}, kTag, 0, -1), InternalError);
  }
}

TEST_CASE("uniform elements do not depend on the number of threads") {
  const Generator generator(derive_key(1, 2));
  for (const Ring* ring : testing::kIntegerRings) {
    const Shape shape{3, Generator::kChunk + 1};
    const Threads one(1);
    const Tensor expected = generator.uniform(*ring, shape, kTag, 0);
    for (const std::size_t count : {2U, 3U}) {
      const Threads more(count);
      CHECK(equal(generator.uniform(*ring, shape, kTag, 0), expected));
    }
  }
}

TEST_CASE("what is drawn and added at once is what is drawn and then added") {
  const Generator generator(derive_key(9, 1));
  for (const Ring* ring : testing::kIntegerRings) {
    for (const std::size_t size : {0U, 1U, 4095U, 4096U, 4097U, 20'000U}) {
      const Tensor x = testing::sample(*ring, {size}, size);
      const Tensor drawn = generator.uniform(*ring, {size}, Tag{5}, 3);
      CHECK(equal(generator.add_uniform(x, Tag{5}, 3), add(x, drawn)));
      CHECK(equal(generator.subtract_uniform(x, Tag{5}, 3), subtract(x, drawn)));
    }
  }
}

TEST_CASE("uniform elements fill the ring evenly") {
  const Generator generator(derive_key(1, 2));
  constexpr std::size_t kCount = 100000;
  for (const Ring* ring : testing::kIntegerRings) {
    CAPTURE(ring->name);
    const Tensor elements = generator.uniform(*ring, {kCount}, kTag, 1);
    CHECK(ring->kernels.is_canonical(elements.data(), kCount));
    const std::vector<double> x = testing::decoded(elements);
    std::array<int, 16> bins{};
    for (const double value : x) {
      const auto bin = static_cast<int>(std::floor((value / ring->modulus + 0.5) * 16));
      ++bins[static_cast<std::size_t>(std::clamp(bin, 0, 15))];
    }
    double chi_squared = 0;
    for (const int count : bins)
      chi_squared += std::pow(count - kCount / 16.0, 2) / (kCount / 16.0);
    CHECK(chi_squared < 45);  // 15 degrees of freedom: exceeded once in 10,000 keys
  }
}

TEST_CASE("tensors of no element and of one have streams too") {
  const Generator generator(derive_key(1, 2));
  for (const Ring* ring : testing::kIntegerRings) {
    CHECK(generator.uniform(*ring, {0}, kTag, 0).size() == 0);
    const Tensor one = generator.uniform(*ring, {}, kTag, 0);
    CHECK(equal(one, generator.uniform(*ring, {9}, kTag, 0).slice(0, {})));
  }
  CHECK(generator_bytes(z64(), 3) == Bytes{24});
  CHECK(generator_bytes(q121(), 3) == Bytes{48});
  CHECK(generator_bytes(p270(), 3) == Bytes{120});
}

TEST_CASE("a generator refuses addresses that would meet another stream") {
  const Generator generator(derive_key(1, 2));
  std::array<std::byte, 32> out;
  CHECK_THROWS_AS(generator.fill(kTag, 0, 1U << 24U, 0, out), InternalError);
  CHECK_THROWS_AS(generator.fill(kTag, 0, 0, 8, out), InternalError);
  CHECK_THROWS_AS(generator.fill(kTag, 0, 0, (1ULL << 36U) - 16, out), InternalError);
  const std::size_t too_many = (std::size_t{1} << 24U) * Generator::kChunk + 1;
  CHECK_THROWS_AS(generator.uniform(z64(), {too_many}, kTag, 0), InternalError);
  CHECK_THROWS_AS(generator.uniform(reals(), {1}, kTag, 0), InternalError);
}

TEST_CASE("an observer sees every tensor that is drawn, and may give another in its place") {
  struct Negating final : DrawObserver {
    Tensor on_draw(const Draw& draw, Tensor drawn) override {
      seen.emplace_back(draw.key == derive_key(1, 2), draw.tag, draw.part, draw.bits);
      return negate(drawn);
    }
    std::vector<std::tuple<bool, Tag, std::uint8_t, int>> seen;
  };
  const Generator generator(derive_key(1, 2));
  const Tensor plain = generator.uniform(q121(), {5}, kTag, 3);
  Negating observer;
  CHECK(observe_draws(&observer) == nullptr);
  const Tensor negated = generator.uniform(q121(), {5}, kTag, 3);
  const Tensor narrow = generator.uniform_bits(q121(), {5}, kTag, 4, 7);
  CHECK(observe_draws(nullptr) == &observer);
  CHECK(equal(negated, negate(plain)));
  CHECK(observer.seen == decltype(observer.seen){{true, kTag, 3, 121}, {true, kTag, 4, 7}});
  CHECK(equal(generator.uniform(q121(), {5}, kTag, 3), plain));
}
