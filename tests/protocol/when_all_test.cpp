#include "protocol/when_all.hpp"

#include <catch2/catch.hpp>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/protocol/bell.hpp"

using namespace fathom;
using test::Alive;
using test::Bell;

namespace {

using Log = std::vector<std::string>;
constexpr ForkOrder kOrders[] = {ForkOrder::side_by_side, ForkOrder::in_order};

/// A strand of a run of its own.
struct Root {
  Hops hops;
  Strand strand;
  Root() {
    strand.id = 12345;
    strand.hops = &hops;
  }
};

Task<int> child(Log& log, std::string name, Bell& bell, int value, Alive) {
  log.push_back(name + " starts");
  co_await bell.wait();
  log.push_back(name + " ends");
  co_return value;
}

Task<int> at_once(Log& log, std::string name, int value) {
  log.push_back(name);
  co_return value;
}

Task<int> failing(Log& log, std::string name, Bell& bell, Alive) {
  log.push_back(name + " starts");
  co_await bell.wait();
  throw std::runtime_error(name + " broke");
}

Task<int> failing_at_once(std::string name) {
  throw std::runtime_error(name + " broke");
  co_return 0;
}

Task<int> in_hundreds(ForkOrder order, Task<int> a, Task<int> b) {
  auto both = co_await when_all(order, std::move(a), std::move(b));
  co_return 100 * std::get<0>(both) + std::get<1>(both);
}

}  // namespace

TEST_CASE("children side by side all begin, and the group ends with the last") {
  Root root;
  Log log;
  Bell a, b;
  int alive = 0;
  Task<int> task = in_hundreds(ForkOrder::side_by_side, child(log, "a", a, 1, Alive(alive)),
                               child(log, "b", b, 2, Alive(alive)));
  task.start(root.strand);
  CHECK(log == Log{"a starts", "b starts"});
  b.ring();
  CHECK_FALSE(task.done());
  a.ring();
  CHECK(log == Log{"a starts", "b starts", "b ends", "a ends"});
  CHECK(task.result() == 102);
}

TEST_CASE("children in order each run to their end before the next begins") {
  Root root;
  Log log;
  Bell a, b;
  int alive = 0;
  Task<int> task = in_hundreds(ForkOrder::in_order, child(log, "a", a, 1, Alive(alive)),
                               child(log, "b", b, 2, Alive(alive)));
  task.start(root.strand);
  CHECK(log == Log{"a starts"});
  a.ring();
  CHECK(log == Log{"a starts", "a ends", "b starts"});
  CHECK_FALSE(task.done());
  b.ring();
  CHECK(log == Log{"a starts", "a ends", "b starts", "b ends"});
  CHECK(task.result() == 102);
}

TEST_CASE("children that never wait end the group at once") {
  for (const ForkOrder order : kOrders) {
    Root root;
    Log log;
    Task<int> task = in_hundreds(order, at_once(log, "a", 3), at_once(log, "b", 4));
    task.start(root.strand);
    CHECK(log == Log{"a", "b"});
    CHECK(task.result() == 304);
  }
}

TEST_CASE("one child may wait and the others not, in either order") {
  for (const ForkOrder order : kOrders) {
    for (const bool first_waits : {true, false}) {
      Root root;
      Log log;
      Bell bell;
      int alive = 0;
      Task<int> waits = child(log, "w", bell, 5, Alive(alive)), not_waiting = at_once(log, "n", 6);
      Task<int> task = first_waits ? in_hundreds(order, std::move(waits), std::move(not_waiting))
                                   : in_hundreds(order, std::move(not_waiting), std::move(waits));
      task.start(root.strand);
      CHECK_FALSE(task.done());
      bell.ring();
      CHECK(task.result() == (first_waits ? 506 : 605));
    }
  }
}

namespace {

using Ids = std::vector<std::uint64_t>;

Task<Done> note_id(Ids& ids) {
  Strand& strand = co_await this_strand();
  ids.push_back(strand.id);
  co_return Done{};
}

Task<Done> family(ForkOrder order, Ids& ids) {
  co_await when_all(order, note_id(ids), note_id(ids));
  co_await note_id(ids);
  co_await when_all(order, note_id(ids), note_id(ids), note_id(ids));
  co_return Done{};
}

Task<Done> two_families(ForkOrder order, Ids& ids) {
  co_await when_all(order, family(order, ids), family(order, ids));
  co_return Done{};
}

}  // namespace

TEST_CASE("children have strands of their own, the same in both orders") {
  std::vector<Ids> of_orders;
  for (const ForkOrder order : kOrders) {
    Root root;
    Ids ids;
    Task<Done> task = two_families(order, ids);
    task.start(root.strand);
    CHECK(std::set<std::uint64_t>(ids.begin(), ids.end()).size() == 12);
    CHECK(ids[2] == root.strand.child(0, 0).id);  // the first family's own strand
    CHECK(ids[0] == root.strand.child(0, 0).child(0, 0).id);
    CHECK(ids[4] == root.strand.child(0, 0).child(1, 1).id);
    of_orders.push_back(ids);
  }
  CHECK(of_orders[0] == of_orders[1]);
}

namespace {

Task<std::array<Depth, 4>> reach(std::array<std::int64_t, 4> chains) {
  Strand& strand = co_await this_strand();
  const std::array<Depth, 4> found = strand.depth;
  for (std::size_t i = 0; i < 4; ++i) strand.depth[i].chain += chains[i];
  co_return found;
}

struct Reached {
  std::array<Depth, 4> first, second;
};

Task<Reached> reach_both(ForkOrder order) {
  const std::array<std::int64_t, 4> one{1, 20, 3, 5}, other{10, 2, 4, 1};
  auto both = co_await when_all(order, reach(one), reach(other));
  co_return Reached{std::get<0>(both), std::get<1>(both)};
}

}  // namespace

TEST_CASE("a fork inherits the depths, and the join takes the greatest of each party") {
  Root root;
  for (Depth& depth : root.strand.depth) depth.chain = 100;
  Task<Reached> task = reach_both(ForkOrder::side_by_side);
  task.start(root.strand);
  for (const Depth& depth : task.result().second) CHECK(depth.chain == 100);
  CHECK(root.strand.depth[0].chain == 110);
  CHECK(root.strand.depth[1].chain == 120);
  CHECK(root.strand.depth[2].chain == 104);
  CHECK(root.strand.depth[3].chain == 105);
}

TEST_CASE("in order, what a party other than the servers does is one line of causes") {
  Root root;
  Task<Reached> task = reach_both(ForkOrder::in_order);
  task.start(root.strand);
  const Reached reached = task.result();
  CHECK(reached.second[0].chain == 0);
  CHECK(reached.second[1].chain == 0);
  CHECK(reached.second[2].chain == 3);
  CHECK(reached.second[3].chain == 5);
  CHECK(root.strand.depth[0].chain == 10);
  CHECK(root.strand.depth[1].chain == 20);
  CHECK(root.strand.depth[2].chain == 7);
  CHECK(root.strand.depth[3].chain == 6);
}

namespace {

/// Awaits three children and tells what came of it, and how many frames lived when it was known.
Task<std::string> three(ForkOrder order, Task<int> a, Task<int> b, Task<int> c, int& alive) {
  std::string told;
  try {
    co_await when_all(order, std::move(a), std::move(b), std::move(c));
    told = "all well";
  } catch (const std::runtime_error& error) {
    told = error.what();
  }
  co_return told + ", " + std::to_string(alive) + " alive";
}

}  // namespace

TEST_CASE("when one child fails its siblings are destroyed where they wait") {
  for (const int failed : {0, 1, 2}) {
    INFO("child " << failed << " fails");
    Root root;
    Log log;
    std::array<Bell, 3> bells;
    int alive = 0;
    const auto make = [&](int which) {
      Bell& bell = bells[static_cast<std::size_t>(which)];
      const std::string name = "child " + std::to_string(which);
      return which == failed ? failing(log, name, bell, Alive(alive))
                             : child(log, name, bell, which, Alive(alive));
    };
    Task<std::string> task = three(ForkOrder::side_by_side, make(0), make(1), make(2), alive);
    task.start(root.strand);
    CHECK(log.size() == 3);
    CHECK(alive == 3);
    bells[static_cast<std::size_t>(failed)].ring();
    CHECK(task.result() == "child " + std::to_string(failed) + " broke, 0 alive");
    for (const Bell& bell : bells) CHECK_FALSE(bell.awaited());
  }
}

TEST_CASE("a child that fails at once is the first error, and later ones never begin") {
  for (const ForkOrder order : kOrders) {
    Root root;
    Log log;
    Bell bell;
    int alive = 0;
    Task<std::string> task =
        three(order, at_once(log, "a", 1), failing_at_once("b"), failing_at_once("c"), alive);
    task.start(root.strand);
    CHECK(task.result() == "b broke, 0 alive");
    Task<std::string> again = three(order, failing_at_once("a"), at_once(log, "late", 1),
                                    child(log, "late", bell, 1, Alive(alive)), alive);
    again.start(root.strand);
    CHECK(again.result() == "a broke, 0 alive");
    CHECK(log == Log{"a"});
  }
}

TEST_CASE("in order, a child that fails late keeps the next from beginning") {
  Root root;
  Log log;
  Bell first, second;
  int alive = 0;
  Task<std::string> task =
      three(ForkOrder::in_order, at_once(log, "a", 1), failing(log, "b", first, Alive(alive)),
            child(log, "c", second, 3, Alive(alive)), alive);
  task.start(root.strand);
  first.ring();
  CHECK(task.result() == "b broke, 0 alive");
  CHECK(log == Log{"a", "b starts"});
}

TEST_CASE("a sibling that has ended stays ended when another fails") {
  Root root;
  Log log;
  Bell first, second, third;
  int alive = 0;
  Task<std::string> task = three(ForkOrder::side_by_side, child(log, "a", first, 1, Alive(alive)),
                                 failing(log, "b", second, Alive(alive)),
                                 child(log, "c", third, 3, Alive(alive)), alive);
  task.start(root.strand);
  third.ring();
  second.ring();
  CHECK(task.result() == "b broke, 0 alive");
  CHECK(log == Log{"a starts", "b starts", "c starts", "c ends"});
  CHECK_FALSE(first.awaited());
}

TEST_CASE("a group may be destroyed while its children wait") {
  for (const ForkOrder order : kOrders) {
    for (const bool one_ended : {false, true}) {
      Root root;
      Log log;
      Bell a, b;
      int alive = 0;
      {
        Task<int> task = in_hundreds(order, child(log, "a", a, 1, Alive(alive)),
                                     child(log, "b", b, 2, Alive(alive)));
        task.start(root.strand);
        if (one_ended) a.ring();
        CHECK(alive == 2);
        CHECK((a.awaited() || b.awaited()));
      }
      CHECK(alive == 0);
      CHECK_FALSE(a.awaited());
      CHECK_FALSE(b.awaited());
    }
  }
}
