#include "metrics/depth.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <vector>

using namespace fathom;

namespace {

Label layer(LayerId id) { return Label{.layer = id}; }

/// A depth whose last hop was sent by `sender` on `strand`.
Depth depth_of(Hops& hops, std::int64_t rounds, std::uint64_t strand, PartyId sender = kServer0) {
  return {rounds, rounds, rounds, hops.add({layer(1), strand, sender, 0})};
}

Depth deepened(const Hops& hops, Depth mine, const Depth& other) {
  hops.deepen(mine, other);
  return mine;
}

}  // namespace

TEST_CASE("the longest chain is walked back from its last hop") {
  Hops hops;
  const HopId first = hops.add({layer(1), 10, kServer0, 0});
  const HopId second = hops.add({layer(2), 11, kServer1, first});
  const HopId aside = hops.add({layer(9), 12, kServer0, first});
  const HopId third = hops.add({layer(3), 10, kServer0, second});
  CHECK(hops.chain(third) == std::vector<Label>{layer(3), layer(2), layer(1)});
  CHECK(hops.chain(aside) == std::vector<Label>{layer(9), layer(1)});
  CHECK(hops.chain(0).empty());
  CHECK(hops[second].sender == kServer1);
  CHECK(hops[second].strand == 11);
}

TEST_CASE("the deeper of two wins, in rounds, chain and rounds alone each for itself") {
  Hops hops;
  const HopId mine = hops.add({layer(1), 1, kServer0, 0});
  const HopId other = hops.add({layer(2), 2, kServer1, 0});
  const Depth deepest = deepened(hops, {3, 9, 0, mine}, {5, 7, 2, other});
  CHECK(deepest.rounds == 5);
  CHECK(deepest.chain == 9);
  CHECK(deepest.alone == 2);
  CHECK(deepest.hop == other);
  const Depth kept = deepened(hops, {5, 7, 4, mine}, {3, 9, 2, other});
  CHECK(kept.rounds == 5);
  CHECK(kept.chain == 9);
  CHECK(kept.alone == 4);
  CHECK(kept.hop == mine);
}

TEST_CASE("of two chains equally long the lower strand's counts, then the lower party's") {
  Hops hops;
  const Depth low = depth_of(hops, 4, 5), high = depth_of(hops, 4, 6);
  CHECK(deepened(hops, low, high).hop == low.hop);
  CHECK(deepened(hops, high, low).hop == low.hop);
  const Depth first = depth_of(hops, 4, 7, kServer0), second = depth_of(hops, 4, 7, kServer1);
  CHECK(deepened(hops, first, second).hop == first.hop);
  CHECK(deepened(hops, second, first).hop == first.hop);
}

TEST_CASE("a longer chain wins whatever its strand") {
  Hops hops;
  const Depth longer = depth_of(hops, 5, 99), shorter = depth_of(hops, 4, 1);
  CHECK(deepened(hops, longer, shorter).hop == longer.hop);
  CHECK(deepened(hops, shorter, longer).hop == longer.hop);
}

TEST_CASE("a depth without messages leaves another as it is") {
  Hops hops;
  const Depth some = depth_of(hops, 1, 3);
  CHECK(deepened(hops, some, {}).hop == some.hop);
  CHECK(deepened(hops, {}, some).hop == some.hop);
  CHECK(deepened(hops, {}, some).rounds == 1);
  CHECK(deepened(hops, {}, {}).hop == 0);
}

TEST_CASE("the deepest of many is the same in every order") {
  Hops hops;
  std::mt19937 random(3);
  std::vector<Depth> depths;
  depths.reserve(12);
  for (int i = 0; i < 12; ++i) {
    depths.push_back(
        depth_of(hops, static_cast<std::int64_t>(random() % 3), 100 + random() % 1000));
  }
  Depth expected;
  for (const Depth& depth : depths) hops.deepen(expected, depth);
  for (int repeat = 0; repeat < 50; ++repeat) {
    std::shuffle(depths.begin(), depths.end(), random);
    Depth deepest;
    for (const Depth& depth : depths) hops.deepen(deepest, depth);
    CHECK(deepest.rounds == expected.rounds);
    CHECK(deepest.hop == expected.hop);
  }
}
