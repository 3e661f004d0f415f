#include "actors/network/event_queue.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstddef>
#include <memory>
#include <random>
#include <stdexcept>
#include <tuple>
#include <utility>
#include <vector>

#include "metrics/errors.hpp"

namespace fathom {
namespace {

using namespace literals;

void run(EventQueue& queue) {
  while (queue.step()) {
  }
}

TEST_CASE("events run in the order of their times, and the clock shows the time of each") {
  EventQueue queue;
  std::vector<std::int64_t> seen;
  for (const std::int64_t ns : {30, 10, 20}) {
    queue.at(SimTime{ns}, [&] { seen.push_back(queue.now().ns()); });
  }
  CHECK(queue.pending() == 3);
  CHECK(queue.now() == SimTime{0});
  run(queue);
  CHECK(seen == std::vector<std::int64_t>{10, 20, 30});
  CHECK(queue.pending() == 0);
  CHECK_FALSE(queue.step());
}

TEST_CASE("events of one instant run in the order in which they were scheduled") {
  EventQueue queue;
  std::vector<int> seen;
  for (int i = 0; i < 1'000; ++i) {
    queue.at(SimTime{5}, [&seen, i] { seen.push_back(i); });
  }
  run(queue);
  REQUIRE(seen.size() == 1'000);
  CHECK(std::is_sorted(seen.begin(), seen.end()));
}

TEST_CASE("an event may schedule another for the instant that it runs at") {
  EventQueue queue;
  std::vector<int> seen;
  queue.at(SimTime{5}, [&] {
    seen.push_back(1);
    queue.at(queue.now(), [&] { seen.push_back(3); });
  });
  queue.at(SimTime{5}, [&] { seen.push_back(2); });
  run(queue);
  CHECK(seen == std::vector<int>{1, 2, 3});
}

TEST_CASE("an event in the past, or without a callback, is a bug") {
  EventQueue queue;
  queue.at(SimTime{10}, [] {});
  run(queue);
  CHECK_THROWS_AS(queue.at(SimTime{9}, [] {}), InternalError);
  CHECK_NOTHROW(queue.at(SimTime{10}, [] {}));
  CHECK_THROWS_AS(queue.at(SimTime{11}, EventQueue::Callback{}), InternalError);
}

TEST_CASE("a cancelled event neither runs nor moves the clock") {
  EventQueue queue;
  bool ran = false;
  queue.at(SimTime{10}, [] {});
  const auto late = queue.at(SimTime{1'000}, [&ran] { ran = true; });
  CHECK(queue.pending() == 2);
  CHECK(queue.cancel(late));
  CHECK(queue.pending() == 1);
  CHECK_FALSE(queue.cancel(late));
  run(queue);
  CHECK_FALSE(ran);
  CHECK(queue.now() == SimTime{10});
}

TEST_CASE("cancelling releases what the callback owns") {
  EventQueue queue;
  const auto owned = std::make_shared<int>(0);
  const auto id = queue.at(SimTime{1}, [owned] {});
  CHECK(owned.use_count() == 2);
  queue.cancel(id);
  CHECK(owned.use_count() == 1);
}

TEST_CASE("the name of an event that is over never cancels another one") {
  EventQueue queue;
  int ran = 0;
  const auto first = queue.at(SimTime{1}, [&ran] { ++ran; });
  run(queue);
  queue.at(SimTime{2}, [&ran] { ++ran; });  // waits where the first one waited
  CHECK_FALSE(queue.cancel(first));
  CHECK_FALSE(queue.cancel(EventQueue::EventId{}));
  run(queue);
  CHECK(ran == 2);
}

TEST_CASE("an event that throws counts as run") {
  EventQueue queue;
  int ran = 0;
  queue.at(SimTime{1}, [] { throw std::runtime_error("stop"); });
  queue.at(SimTime{2}, [&ran] { ++ran; });
  CHECK_THROWS_AS(queue.step(), std::runtime_error);
  CHECK(queue.now() == SimTime{1});
  CHECK(queue.step());
  CHECK(ran == 1);
}

TEST_CASE("any mix of scheduling and cancelling runs what a sorted list would") {
  std::mt19937_64 random(1);
  for (int round = 0; round < 50; ++round) {
    EventQueue queue;
    std::vector<std::tuple<std::int64_t, int>> expected;  // (time, order of scheduling)
    std::vector<std::pair<EventQueue::EventId, std::size_t>> ids;
    std::vector<int> seen;
    for (int i = 0; i < 300; ++i) {
      const auto ns = static_cast<std::int64_t>(random() % 50);
      ids.emplace_back(queue.at(SimTime{ns}, [&seen, i] { seen.push_back(i); }), expected.size());
      expected.emplace_back(ns, i);
    }
    for (const auto& [id, index] : ids) {
      if (random() % 4 == 0) continue;
      REQUIRE(queue.cancel(id));
      std::get<1>(expected[index]) = -1;
    }
    std::erase_if(expected, [](const auto& event) { return std::get<1>(event) < 0; });
    std::sort(expected.begin(), expected.end());
    REQUIRE(queue.pending() == expected.size());
    run(queue);
    std::vector<int> order;
    order.reserve(expected.size());
    for (const auto& event : expected) order.push_back(std::get<1>(event));
    REQUIRE(seen == order);
  }
}

}  // namespace
}  // namespace fathom
