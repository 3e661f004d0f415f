#include "actors/network/max_min.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "metrics/errors.hpp"

namespace fathom {
namespace {

ShareLimit limit(std::int64_t capacity) { return {TransferRate{capacity}, 0, kUnlimitedRate}; }

/// One connection through limits of its own numbers.
ShareGroup connection(std::uint32_t source, std::uint32_t destination,
                      TransferRate cap = kUnlimitedRate) {
  ShareGroup group;
  group.source = source;
  group.destination = destination;
  group.per_source = group.per_destination = 1;
  group.cap = cap;
  return group;
}

std::vector<std::int64_t> rates(std::vector<ShareLimit> limits, std::vector<ShareGroup> groups) {
  limits.insert(limits.begin(), ShareLimit{});
  fill_max_min(limits, groups);
  std::vector<std::int64_t> result;
  result.reserve(groups.size());
  for (const ShareGroup& group : groups) result.push_back(group.rate.count());
  return result;
}

using Rates = std::vector<std::int64_t>;

TEST_CASE("connections through one limit share it equally, rounded down") {
  CHECK(rates({limit(10)}, {connection(1, 0)}) == Rates{10});
  CHECK(rates({limit(10)}, {connection(1, 0), connection(1, 0), connection(1, 0)}) ==
        Rates{3, 3, 3});
}

TEST_CASE("a connection takes what others cannot use") {
  // The first is held to 2 by its own source, so the second gets the other 8 of 10.
  CHECK(rates({limit(2), limit(100), limit(10)}, {connection(1, 3), connection(2, 3)}) ==
        Rates{2, 8});
  CHECK(rates({limit(10)}, {connection(1, 0, TransferRate{2}), connection(1, 0)}) == Rates{2, 8});
}

TEST_CASE("three limits, worked out by hand") {
  // Limits a = 6 (first, second, third), b = 5 (second), c = 10 (third, fourth): a gives 2 to each;
  // the fourth then gets the 8 that are left of c, for b was never tight.
  CHECK(rates({limit(6), limit(5), limit(10)},
              {connection(1, 0), connection(1, 2), connection(1, 3), connection(0, 3)}) ==
        Rates{2, 2, 2, 8});
}

TEST_CASE("a group stands for its connections") {
  // Five hosts alike, each with two connections of the group, into one limit of 100: ten share it.
  ShareGroup group = connection(1, 2);
  group.per_source = 2;
  group.per_destination = 10;
  CHECK(rates({limit(1'000), limit(100)}, {group}) == Rates{10});
  // If each of the five has only 12 itself, its two get 6.
  CHECK(rates({limit(12), limit(100)}, {group}) == Rates{6});
}

TEST_CASE("a connection that nothing limits is a bug") {
  CHECK_THROWS_AS(rates({}, {connection(0, 0)}), InternalError);
  CHECK(rates({}, {connection(0, 0, TransferRate{4})}) == Rates{4});
}

/// The certificate of max-min fairness [Bertsekas and Gallager, section 6.5.2]: no limit is
/// exceeded, and each connection is at its cap, or passes a limit where none has more and less is
/// left than one unit for each.
void certify(const std::vector<ShareLimit>& limits, const std::vector<ShareGroup>& connections) {
  struct Use {
    std::int64_t sum = 0;
    std::int64_t most = 0;
    std::int64_t count = 0;
  };
  std::vector<Use> uses(limits.size());
  for (const ShareGroup& one : connections) {
    for (const std::uint32_t index : {one.source, one.destination}) {
      uses[index].sum += one.rate.count();
      uses[index].most = std::max(uses[index].most, one.rate.count());
      ++uses[index].count;
    }
  }
  for (std::size_t i = 1; i < limits.size(); ++i) {
    REQUIRE(uses[i].sum <= limits[i].capacity.count());
  }
  for (const ShareGroup& one : connections) {
    const bool bottleneck_found =
        std::ranges::any_of(std::vector{one.source, one.destination}, [&](std::uint32_t index) {
          const std::int64_t left = limits[index].capacity.count() - uses[index].sum;
          return index != 0 && one.rate.count() == uses[index].most && left < uses[index].count;
        });
    REQUIRE(one.rate <= one.cap);
    REQUIRE((one.rate == one.cap || bottleneck_found));
  }
}

TEST_CASE("no limit is exceeded and no connection could get more") {
  std::mt19937_64 random(7);
  const auto below = [&random](std::uint64_t bound) { return random() % bound; };
  for (int round = 0; round < 5'000; ++round) {
    std::vector<ShareLimit> limits{ShareLimit{}};
    for (std::uint64_t i = 1 + below(8); i > 0; --i) {
      limits.push_back(limit(static_cast<std::int64_t>(20 + below(below(2) == 0 ? 30 : 2'000))));
    }
    std::vector<ShareGroup> connections;
    for (std::uint64_t i = 1 + below(20); i > 0; --i) {
      const auto source = static_cast<std::uint32_t>(1 + below(limits.size() - 1));
      auto destination = static_cast<std::uint32_t>(below(limits.size()));
      if (destination == source) destination = 0;
      const TransferRate cap{static_cast<std::int64_t>(1 + below(60))};
      connections.push_back(connection(source, destination, below(3) == 0 ? cap : kUnlimitedRate));
    }
    std::vector<ShareLimit> used_up = limits;
    fill_max_min(used_up, connections);
    certify(limits, connections);
  }
}

}  // namespace
}  // namespace fathom
