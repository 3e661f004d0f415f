#include "protocol/kernels/parallel.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "metrics/errors.hpp"
#include "tests/protocol/tensor_samples.hpp"

using namespace fathom;
using testing::Threads;

namespace {

using Pieces = std::multiset<std::pair<std::size_t, std::size_t>>;

Pieces pieces_of(std::size_t n, std::size_t grain) {
  Pieces pieces;
  std::mutex mutex;
  parallel_for(n, grain, [&](std::size_t first, std::size_t last) {
    const std::lock_guard lock(mutex);
    pieces.emplace(first, last);
  });
  return pieces;
}

}  // namespace

TEST_CASE("parallel_for runs every index once") {
  std::vector<std::atomic<int>> runs(1000);
  parallel_for(runs.size(), 7, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) ++runs[i];
  });
  for (const auto& count : runs) REQUIRE(count == 1);
}

TEST_CASE("the borders of the pieces are multiples of the grain on any number of threads") {
  for (const std::size_t count : {1U, 2U, 3U}) {
    const Threads threads(count);
    CHECK(pieces_of(10, 4) == Pieces{{0, 4}, {4, 8}, {8, 10}});
    CHECK(pieces_of(4, 4) == Pieces{{0, 4}});
    CHECK(pieces_of(1, 4) == Pieces{{0, 1}});
    CHECK(pieces_of(0, 4).empty());
  }
}

TEST_CASE("two threads work at the same time") {
  const Threads threads(2);
  std::atomic<int> arrived = 0;
  parallel_for(2, 1, [&](std::size_t, std::size_t) {
    ++arrived;
    while (arrived < 2) std::this_thread::yield();
  });
  CHECK(arrived == 2);
}

TEST_CASE("a parallel_for inside another runs on the thread of its piece") {
  const Threads threads(3);
  std::atomic<int> runs = 0;
  parallel_for(8, 1, [&](std::size_t, std::size_t) {
    const auto here = std::this_thread::get_id();
    parallel_for(8, 1, [&](std::size_t, std::size_t) {
      ++runs;
      if (std::this_thread::get_id() != here) runs = -1000;
    });
  });
  CHECK(runs == 64);
}

TEST_CASE("the exception of the first piece that throws is thrown again") {
  for (const std::size_t count : {1U, 2U, 3U}) {
    const Threads threads(count);
    for (int repeat = 0; repeat < 50; ++repeat) {
      const auto run = [] {
        parallel_for(20, 1, [](std::size_t first, std::size_t) {
          if (first >= 5) throw UserError("piece " + std::to_string(first));
        });
      };
      REQUIRE_THROWS_WITH(run(), "piece 5");
    }
    CHECK(pieces_of(3, 1).size() == 3);  // and the pool works on
  }
}

TEST_CASE("callers on several threads do not disturb one another") {
  const Threads threads(2);
  std::atomic<std::size_t> sum = 0;
  const auto caller = [&] {
    for (int repeat = 0; repeat < 200; ++repeat) {
      parallel_for(64, 4, [&](std::size_t first, std::size_t last) { sum += last - first; });
    }
  };
  std::thread other(caller);
  caller();
  other.join();
  CHECK(sum == 2 * 200 * 64);
}

TEST_CASE("the number of threads can change, but not to none and not inside a piece") {
  const std::size_t before = threads();
  {
    const Threads three(3);
    CHECK(threads() == 3);
  }
  CHECK(threads() == before);
  CHECK_THROWS_AS(set_threads(0), InternalError);
  const Threads two(2);
  CHECK_THROWS_AS(parallel_for(2, 1, [](std::size_t, std::size_t) { set_threads(1); }),
                  InternalError);
  CHECK_THROWS_AS(parallel_for(2, 0, [](std::size_t, std::size_t) {}), InternalError);
}
