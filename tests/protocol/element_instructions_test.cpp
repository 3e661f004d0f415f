// Kernels that work element by element, under all instructions of this processor, against those
// for any processor.

#include <array>
#include <catch2/catch.hpp>
#include <functional>
#include <vector>

#include "protocol/generator.hpp"
#include "protocol/tensor_math.hpp"
#include "tests/protocol/each_instruction_set.hpp"
#include "tests/protocol/tensor_samples.hpp"

using namespace fathom;
using testing::EachInstructionSet;
using testing::kIntegerRings;
using testing::sample;

namespace {

/// 0, 1, 2, M - 1, M - 2, the middle of the ring and its neighbours, powers of two and theirs.
Tensor edges(const Ring& ring) {
  const Tensor one = testing::integers(ring, {1}, {1}), zero = Tensor::zeros(ring, {1});
  std::vector<Tensor> values{zero, one};
  Tensor power = one;
  for (int bit = 1; bit < ring.bits; ++bit) {
    power = add(power, power);
    values.push_back(power);
  }
  const std::size_t count = values.size();
  for (std::size_t i = 0; i < count; ++i) {
    for (const Tensor& near : {add(values[i], one), subtract(values[i], one)}) {
      values.push_back(near);
      values.push_back(negate(near));
    }
    values.push_back(negate(values[i]));
  }
  return concatenate_rows(values);
}

/// `of` gives the same under all instructions, of all pairs of edges and of samples of any length.
void check_the_same(const std::function<Tensor(const Tensor&, const Tensor&)>& of) {
  for (const Ring* ring : kIntegerRings) {
    const Tensor edge = edges(*ring);
    std::vector<std::uint32_t> left, right;
    for (std::uint32_t i = 0; i < edge.size(); ++i) {
      for (std::uint32_t j = 0; j < edge.size(); j += 7) {
        left.push_back(i);
        right.push_back(static_cast<std::uint32_t>((i + j) % edge.size()));
      }
    }
    std::vector<std::array<Tensor, 2>> cases{{gather_rows(edge, left), gather_rows(edge, right)}};
    for (const std::size_t size : {0U, 1U, 7U, 8U, 9U, 1000U}) {
      cases.push_back({sample(*ring, {size}, 1), sample(*ring, {size}, 2)});
    }
    for (const auto& [a, b] : cases) {
      use_instruction_set(InstructionSet::portable);
      const Tensor expected = of(a, b);
      CAPTURE(ring->name, a.size());
      EachInstructionSet().check([&, &a = a, &b = b] { CHECK(equal(of(a, b), expected)); });
    }
  }
}

}  // namespace

TEST_CASE("sums and differences are the same under all instructions", "[slow]") {
  check_the_same([](const Tensor& a, const Tensor& b) { return add(a, b); });
  check_the_same([](const Tensor& a, const Tensor& b) { return subtract(a, b); });
}

TEST_CASE("shares are truncated alike under all instructions, by any number of bits", "[slow]") {
  for (const int bits : {0, 1, 16, 60}) {
    for (const int server : {0, 1}) {
      check_the_same(
          [=](const Tensor& a, const Tensor&) { return truncate_share(a, bits, server); });
    }
  }
  for (const int bits : {63, 64, 100}) {
    const Tensor x = edges(q121());
    use_instruction_set(InstructionSet::portable);
    const Tensor expected = truncate_share(x, bits, 1);
    EachInstructionSet().check([&] { CHECK(equal(truncate_share(x, bits, 1), expected)); });
  }
}

TEST_CASE("truncations are checked alike under all instructions") {
  for (const Ring* ring : kIntegerRings) {
    const Tensor x0 = sample(*ring, {1003}, 1), x1 = sample(*ring, {1003}, 2);
    const Tensor z0 = truncate_share(x0, 16, 0), z1 = truncate_share(x1, 16, 1);
    EachInstructionSet().check([&] {
      const TruncationCheck check = check_truncation(x0, x1, z0, z1, 16);
      // Of uniform shares of uniform values: half are one off, and a quarter wraps.
      std::int64_t off_by_one = 0, catastrophic = 0;
      const Tensor exact = floor_shift(add(x0, x1), 16);
      const Tensor error = subtract(add(z0, z1), exact);
      const Tensor one = testing::integers(*ring, {1}, {1}), zero = Tensor::zeros(*ring, {1});
      for (std::size_t i = 0; i < error.size(); ++i) {
        const bool is_one = equal(error.slice(i, {1}), one);
        off_by_one += is_one ? 1 : 0;
        catastrophic += !is_one && !equal(error.slice(i, {1}), zero) ? 1 : 0;
      }
      CAPTURE(ring->name);
      CHECK(off_by_one > 100);
      CHECK(catastrophic > 100);
      CHECK(check.off_by_one == off_by_one);
      CHECK(check.catastrophic == catastrophic);
    });
  }
}

TEST_CASE("uniform elements are the same under all instructions") {
  const Generator generator(derive_key(4, 4));
  for (const Ring* ring : kIntegerRings) {
    for (const std::size_t size : {1U, 33U, 50'000U}) {
      use_instruction_set(InstructionSet::portable);
      const Tensor expected = generator.uniform(*ring, {size}, Tag{1}, 0);
      EachInstructionSet().check(
          [&] { CHECK(equal(generator.uniform(*ring, {size}, Tag{1}, 0), expected)); });
    }
  }
}
