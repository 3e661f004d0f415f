#include "protocol/task.hpp"

#include <catch2/catch.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "tests/protocol/bell.hpp"

using namespace fathom;
using test::Alive;
using test::Bell;

namespace {

Task<int> number(int value) { co_return value; }

Task<int> sum(int a, int b) {
  const int first = co_await number(a);
  const int second = co_await number(b);
  co_return first + second;
}

Task<Done> call(int& calls) {
  ++calls;
  co_return Done{};
}

Task<int> broken(const char* why) {
  throw std::runtime_error(why);
  co_return 0;
}

Task<int> wait_once(Bell& bell, int value) {
  co_await bell.wait();
  co_return value;
}

template <class T>
T run(Task<T> task) {
  Strand strand;
  task.start(strand);
  return task.result();
}

}  // namespace

TEST_CASE("a task gives its value to whoever awaits it") {
  CHECK(run(number(7)) == 7);
  CHECK(run(sum(3, 4)) == 7);
}

namespace {

Task<std::unique_ptr<std::string>> boxed(std::unique_ptr<std::string> text) { co_return text; }

Task<std::string> unboxed() {
  auto box = co_await boxed(std::make_unique<std::string>("inside"));
  co_return *box;
}

}  // namespace

TEST_CASE("a value that can only be moved goes in and out") { CHECK(run(unboxed()) == "inside"); }

TEST_CASE("a task does nothing before it is awaited or started") {
  int calls = 0;
  {
    const Task<Done> never = call(calls);
    CHECK_FALSE(never.done());
  }
  CHECK(calls == 0);
  Strand strand;
  Task<Done> once = call(calls);
  once.start(strand);
  CHECK(calls == 1);
  CHECK(once.done());
}

TEST_CASE("a task owns its arguments until it is destroyed, started or not") {
  int alive = 0;
  const auto hold = [](Alive) -> Task<Done> { co_return Done{}; };
  {
    Task<Done> task = hold(Alive(alive));
    CHECK(alive == 1);
    Strand strand;
    task.start(strand);
    CHECK(task.done());
  }
  CHECK(alive == 0);
  { const Task<Done> unused = hold(Alive(alive)); }
  CHECK(alive == 0);
}

namespace {

Task<int> through(Alive, const char* why) { co_return co_await broken(why) + 1; }

Task<std::string> told(int& alive) {
  try {
    co_await through(Alive(alive), "deep below");
  } catch (const std::runtime_error& error) {
    co_return std::string(error.what()) + ", alive " + std::to_string(alive);
  }
  co_return "nothing";
}

}  // namespace

TEST_CASE("an exception comes out of every await on its way, and can be caught") {
  int alive = 0;
  CHECK_THROWS_WITH(run(through(Alive(alive), "deep below")), "deep below");
  CHECK(alive == 0);
  CHECK(run(told(alive)) == "deep below, alive 0");
  Strand strand;
  Task<int> task = broken("here");
  task.start(strand);
  CHECK(task.done());
  CHECK(task.error() != nullptr);
  CHECK_THROWS_WITH(task.result(), "here");
}

TEST_CASE("a task that waits goes on where it was when its bell rings") {
  Bell bell;
  const auto twice = [](Bell& first) -> Task<int> {
    const int a = co_await wait_once(first, 20);
    const int b = co_await wait_once(first, 1);
    co_return a + b;
  };
  Strand strand;
  Task<int> task = twice(bell);
  task.start(strand);
  CHECK(bell.awaited());
  bell.ring();
  CHECK(bell.awaited());
  CHECK_FALSE(task.done());
  CHECK_THROWS_AS(task.result(), InternalError);
  bell.ring();
  REQUIRE(task.done());
  CHECK(task.result() == 21);
}

TEST_CASE("an exception after a wait reaches who awaits") {
  Bell bell;
  const auto late = [](Bell& first) -> Task<int> {
    co_await first.wait();
    throw std::runtime_error("too late");
  };
  const auto outer = [](Task<int> inner) -> Task<int> { co_return co_await inner; };
  Strand strand;
  Task<int> task = outer(late(bell));
  task.start(strand);
  bell.ring();
  REQUIRE(task.done());
  CHECK_THROWS_WITH(task.result(), "too late");
}

namespace {

Task<std::int64_t> count_up(std::int64_t most) {
  std::int64_t total = 0;
  for (std::int64_t i = 0; i < most; ++i) total += co_await sum(1, 1);
  co_return total;
}

Task<std::int64_t> ring_often(Bell& bell, std::int64_t most) {
  std::int64_t total = 0;
  for (std::int64_t i = 0; i < most; ++i) total += co_await wait_once(bell, 1);
  co_return total;
}

}  // namespace

TEST_CASE("a loop over 200,000 awaits needs no stack, whether they wait or not") {
  CHECK(run(count_up(200'000)) == 400'000);
  Bell bell;
  Strand strand;
  Task<std::int64_t> task = ring_often(bell, 200'000);
  task.start(strand);
  while (bell.awaited()) bell.ring();
  CHECK(task.result() == 200'000);
}

namespace {

Task<int> inner(Alive, Bell& bell) {
  co_await bell.wait();
  co_await bell.wait();
  co_return 1;
}

Task<int> middle(Alive held, Bell& bell) {
  int total = co_await inner(held, bell);
  total += co_await inner(held, bell);
  co_return total;
}

Task<int> outermost(Alive held, Bell& bell) {
  // It is there to be destroyed. NOLINTNEXTLINE(performance-unnecessary-copy-initialization)
  const Alive local = held;
  const int total = co_await middle(held, bell);
  co_await bell.wait();
  co_return total;
}

}  // namespace

TEST_CASE("a task may be destroyed at each of its waits, with all that it awaits") {
  for (int rings = 0; rings <= 5; ++rings) {
    INFO(rings << " rings");
    int alive = 0;
    Bell bell;
    {
      Strand strand;
      Task<int> task = outermost(Alive(alive), bell);
      task.start(strand);
      for (int i = 0; i < rings; ++i) bell.ring();
      CHECK(task.done() == (rings == 5));
      CHECK(bell.awaited() == (rings < 5));
      CHECK(alive > 0);
    }
    CHECK(alive == 0);
    CHECK_FALSE(bell.awaited());
  }
}

TEST_CASE("a task can be moved at any time, and what it replaces is destroyed") {
  int alive = 0;
  Bell bell;
  Strand strand;
  Task<int> first = outermost(Alive(alive), bell);
  Task<int> second = std::move(first);
  second.start(strand);
  CHECK(bell.awaited());
  Task<int> third = std::move(second);
  for (int i = 0; i < 5; ++i) bell.ring();
  CHECK(third.result() == 2);
  third = number(5);
  CHECK(alive == 0);
  third.start(strand);
  CHECK(third.result() == 5);
  const Task<int> fourth = std::move(third);
  CHECK_FALSE(fourth.error());
  CHECK_FALSE(third.done());  // NOLINT(bugprone-use-after-move): moved from is not done
}

namespace {

Task<std::uint64_t> strand_id() {
  Strand& strand = co_await this_strand();
  co_return strand.id;
}

Task<Label> label_in_child() {
  const Strand& strand = co_await this_strand();
  co_return strand.label;
}

Task<Label> labelled(Bell& bell) {
  Strand& strand = co_await this_strand();
  const LabelScope scope(strand, 3, Pass::forward);
  co_await bell.wait();
  co_return co_await label_in_child();
}

}  // namespace

namespace {

/// Does something as it suspends whoever awaits it.
struct OnSuspend {
  const std::function<void()>& act;
  [[nodiscard]] bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> /*handle*/) const {
    const auto own = act;  // lives on when this does not
    own();
    return true;
  }
  void await_resume() const noexcept {}
};

Task<Done> suspended(std::function<void()> act, Alive alive) {
  static_cast<void>(alive);
  const OnSuspend suspend{act};
  co_await suspend;
  co_return Done{};
}

Task<Done> around(std::function<void()> act, Alive alive) {
  auto inner = suspended(act, alive);
  co_await inner;
  co_return Done{};
}

}  // namespace

TEST_CASE("a task may be destroyed, with all that awaits it, by what its first wait sets off") {
  Strand strand;
  std::optional<Task<Done>> task;
  int alive = 0;
  const std::function<void()> destroy = [&task] { task.reset(); };
  task.emplace(around(destroy, Alive(alive)));
  task->start(strand);
  CHECK_FALSE(task.has_value());
  CHECK(alive == 0);
}

TEST_CASE("a task runs on the strand of whoever awaits it, and sees its label") {
  Strand strand;
  strand.id = 99;
  const auto outer = []() -> Task<std::uint64_t> { co_return co_await strand_id(); };
  Task<std::uint64_t> id = outer();
  id.start(strand);
  CHECK(id.result() == 99);

  Bell bell;
  Task<Label> label = labelled(bell);
  label.start(strand);
  CHECK(strand.label == Label{.pass = Pass::forward, .layer = 3});
  bell.ring();
  CHECK(label.result() == Label{.pass = Pass::forward, .layer = 3});
  CHECK(strand.label == Label{});
}
