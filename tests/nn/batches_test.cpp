#include "nn/batches.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <vector>

using namespace fathom;

namespace {

bool is_permutation_of_all(Rows rows, std::uint32_t samples) {
  std::ranges::sort(rows);
  return rows == in_order(samples);
}

}  // namespace

TEST_CASE("an epoch visits every sample once, in an order that its seed agrees on") {
  const Rows order = shuffled(1000, 7, 0);
  CHECK(is_permutation_of_all(order, 1000));
  CHECK(order == shuffled(1000, 7, 0));
  CHECK(order != in_order(1000));
}

TEST_CASE("training sets of every size are permuted, beyond one buffer of words too") {
  for (const std::uint32_t samples : {0U, 1U, 2U, 3U, 10U, 1024U, 1025U, 1026U, 5000U}) {
    CHECK(is_permutation_of_all(shuffled(samples, 1, 0), samples));
  }
}

TEST_CASE("every epoch and every seed has an order of its own") {
  std::set<Rows> orders;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    for (std::uint32_t epoch = 0; epoch < 20; ++epoch) orders.insert(shuffled(50, seed, epoch));
  }
  CHECK(orders.size() == 400);
}

// 5000 draws: each order of three is expected 833 times, with a deviation of 26.
TEST_CASE("all orders of three samples are as likely") {
  std::map<Rows, int> counts;
  for (std::uint32_t epoch = 0; epoch < 5000; ++epoch) ++counts[shuffled(3, 9, epoch)];
  REQUIRE(counts.size() == 6);
  for (const auto& [order, count] : counts) {
    CHECK(count > 833 - 150);
    CHECK(count < 833 + 150);
  }
}

// Each of 10 samples comes to each of 10 places 300 times of 3000, with a deviation of 16.
TEST_CASE("every sample comes to every place as often") {
  std::vector<std::vector<int>> counts(10, std::vector<int>(10));
  for (std::uint32_t epoch = 0; epoch < 3000; ++epoch) {
    const Rows order = shuffled(10, 4, epoch);
    for (std::size_t place = 0; place < 10; ++place) ++counts[order[place]][place];
  }
  for (const auto& of_sample : counts) {
    for (const int count : of_sample) {
      CHECK(count > 300 - 100);
      CHECK(count < 300 + 100);
    }
  }
}

TEST_CASE("batches are consecutive runs of an order, the last one shorter") {
  const Rows order{5, 3, 8, 1, 9, 2, 7};
  CHECK(batches(order, 3) == std::vector<Rows>{{5, 3, 8}, {1, 9, 2}, {7}});
  CHECK(batches(order, 7) == std::vector<Rows>{order});
  CHECK(batches(order, 100) == std::vector<Rows>{order});
  CHECK(batches(order, 1).size() == 7);
  CHECK(batches({}, 3).empty());
}

TEST_CASE("batches joined are their order") {
  const Rows order = shuffled(101, 3, 2);
  for (std::uint32_t batch = 1; batch < 105; ++batch) {
    Rows joined;
    for (const Rows& run : batches(order, batch)) {
      REQUIRE_FALSE(run.empty());
      REQUIRE(run.size() <= batch);
      joined.insert(joined.end(), run.begin(), run.end());
    }
    REQUIRE(joined == order);
  }
}

TEST_CASE("samples in order are counted from 0") {
  CHECK(in_order(4) == Rows{0, 1, 2, 3});
  CHECK(in_order(0).empty());
}
