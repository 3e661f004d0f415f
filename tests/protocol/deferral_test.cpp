#include "protocol/kernels/deferral.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <catch2/catch.hpp>
#include <cstring>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "metrics/errors.hpp"
#include "protocol/kernels/parallel.hpp"
#include "protocol/made.hpp"
#include "protocol/tensor_math.hpp"
#include "tests/protocol/tensor_samples.hpp"

using namespace fathom;
using testing::kIntegerRings;
using testing::sample;
using testing::Threads;

namespace {

constexpr std::size_t kSide = 64;

/// Kernels on the results of kernels, drawn at random: the same program whenever it is called.
std::vector<Tensor> program(const Ring& ring) {
  const Generator generator(derive_key(1, 2));
  std::mt19937 random(7);
  std::vector<Tensor> values;
  for (std::uint64_t i = 0; i < 4; ++i) {
    values.push_back(generator.uniform(ring, {kSide, kSide}, Tag{i}, 0));
  }
  for (int step = 0; step < 60; ++step) {
    const Tensor a = values[random() % values.size()], b = values[random() % values.size()];
    switch (random() % 6) {
      case 0:
        values.push_back(add(a, b));
        break;
      case 1:
        values.push_back(subtract(a, b));
        break;
      case 2:
        values.push_back(matmul(a, Transpose::yes, b, Transpose::no));
        break;
      case 3:
        values.push_back(add_row(a, sum_rows(b)));
        break;
      case 4:
        values.push_back(concatenate_rows(
            std::array{b.slice(kSide * 8, {kSide - 8, kSide}), a.slice(0, {8, kSide})}));
        break;
      default:
        values.push_back(generator.add_uniform(a, Tag{random()}, 0));
    }
  }
  return values;
}

/// A tensor that is made when `open` is set, and then of ones.
Tensor gated(const std::atomic<bool>& open, std::size_t size = 1024) {
  return made(z64(), {size}, std::array<Tensor, 0>{}, [&open](const auto&, Tensor& out) {
    while (!open) std::this_thread::yield();
    std::fill_n(static_cast<std::uint64_t*>(out.data()), out.size(), 1);
  });
}

Tensor failing(const std::string& what) {
  return made(z64(), {1024}, std::array<Tensor, 0>{},
              [what](const auto&, Tensor&) { throw UserError(what); });
}

}  // namespace

TEST_CASE("kernels that are put off give the bits that they give at once", "[slow]") {
  for (const Ring* ring : kIntegerRings) {
    const std::vector<Tensor> expected = program(*ring);
    for (const std::size_t count : {1U, 2U, 3U}) {
      const Threads threads(count);
      const Deferral deferral;
      const std::vector<Tensor> values = program(*ring);
      for (std::size_t i = 0; i < values.size(); ++i) {
        INFO(ring->name << " on " << count << " threads, value " << i);
        REQUIRE(equal(values[i], expected[i]));
      }
    }
  }
}

TEST_CASE("a caller goes on while a kernel is put off, and waits when it reads") {
  const Threads threads(2);
  const Deferral deferral;
  std::atomic<bool> open = false;
  const Tensor ones = gated(open);
  const Tensor twos = add(ones, ones);
  CHECK(!is_done(*twos.maker()));
  CHECK(twos.shape() == Shape{1024});
  open = true;
  CHECK(testing::decoded(twos) == std::vector<double>(1024, 2.0));
  CHECK(is_done(*ones.maker()));
}

TEST_CASE("with one thread, and outside a deferral, nothing is put off") {
  const Tensor a = sample(z64(), {4096}, 1);
  CHECK(add(a, a).maker() == nullptr);
  const Threads one(1);
  const Deferral deferral;
  CHECK_FALSE(deferring());
  CHECK(add(a, a).maker() == nullptr);
}

TEST_CASE("a piece of work that was put off puts nothing off, whichever thread runs it") {
  const Threads threads(2);
  const Deferral deferral;
  std::atomic<int> begun = 0, putting_off = 0;
  const Tensor made_by_both = made(z64(), {2}, std::array<Tensor, 0>{}, [&](const auto&, Tensor&) {
    parallel_for(HostPart::elements, 2, 1, [&](std::size_t, std::size_t) {
      ++begun;
      while (begun < 2) std::this_thread::yield();  // so that each thread has a piece
      if (deferring()) ++putting_off;
    });
  });
  static_cast<void>(made_by_both.data());
  CHECK(begun == 2);
  CHECK(putting_off == 0);
}

TEST_CASE("what a kernel throws reaches whoever reads its tensor or what follows from it") {
  const Threads threads(2);
  const Deferral deferral;
  const Tensor bad = failing("no such value");
  const Tensor follower = add(bad, bad);
  CHECK_THROWS_WITH(follower.data(), "no such value");
  CHECK_THROWS_WITH(Deferral::settle(), "no such value");
  CHECK_NOTHROW(Deferral::settle());  // it has been told
}

TEST_CASE("of several failures the earliest is told, on any number of threads") {
  for (const std::size_t count : {2U, 3U, 4U}) {
    const Threads threads(count);
    for (int repeat = 0; repeat < 50; ++repeat) {
      const Deferral deferral;
      std::vector<Tensor> tensors;
      for (int i = 0; i < 10; ++i) tensors.push_back(failing("failure " + std::to_string(i)));
      REQUIRE_THROWS_WITH(Deferral::settle(), "failure 0");
    }
  }
}

TEST_CASE("a deferral that ends has waited for its work, whatever that threw") {
  const Threads threads(2);
  std::vector<Tensor> tensors;
  {
    const Deferral deferral;
    for (int i = 0; i < 20; ++i) tensors.push_back(sample(z64(), {kSide, kSide}, 3));
    tensors.push_back(failing("lost"));
  }
  for (const Tensor& tensor : tensors) CHECK(is_done(*tensor.maker()));
}

TEST_CASE("deferred work that reads what it has not named is a bug") {
  const Threads threads(3);
  const Deferral deferral;
  std::atomic<bool> open = false;
  const Tensor late = gated(open);
  const Tensor greedy =
      made(z64(), {1024}, std::array<Tensor, 0>{},
           [late](const auto&, Tensor& out) { std::memcpy(out.data(), late.data(), out.bytes()); });
  // The first thread beside this one waits at the gate, the second finds the first tensor unmade.
  while (!is_done(*greedy.maker())) std::this_thread::yield();
  CHECK_THROWS_WITH(greedy.data(), Catch::Contains("had not named"));
  open = true;
  CHECK_THROWS_AS(Deferral::settle(), InternalError);
}

TEST_CASE("not more than 256 MiB wait to be written", "[slow]") {
  constexpr std::size_t kElements = std::size_t{1} << 23U;  // 64 MiB
  const Threads threads(2);
  const Deferral deferral;
  const Generator generator(derive_key(3, 4));
  std::vector<DeferredPtr> makers;
  for (std::uint64_t i = 0; i < 24; ++i) {
    makers.push_back(generator.uniform(z64(), {kElements}, Tag{i}, 0).maker());
    const auto waiting =
        std::ranges::count_if(makers, [](const DeferredPtr& maker) { return !is_done(*maker); });
    CHECK(waiting <= 4);
  }
}
