#include "actors/network/host_clock.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "metrics/errors.hpp"

namespace fathom {

using namespace literals;

namespace {

/// A host, and the instants at which it handled what.
struct HostFixture {
  EventQueue queue;
  HostClock host{queue};
  std::string log;

  /// Lets a job arrive at `time` that charges `duration`.
  void arrive(SimDuration time, const std::string& name, SimDuration duration) {
    queue.at(SimTime{} + time, [=, this] { host.handle(job(name, duration)); });
  }

  HostClock::Job job(const std::string& name, SimDuration duration) {
    return [=, this] {
      log += name + "@" + std::to_string(host.local_now().ns()) + " ";
      host.charge(duration);
    };
  }

  void run() {
    while (queue.step()) {
    }
  }
};

}  // namespace

TEST_CASE_METHOD(HostFixture, "an idle host handles at once") {
  arrive(5_ns, "a", 10_ns);
  arrive(20_ns, "b", 0_ns);
  run();
  CHECK(log == "a@5 b@20 ");
  CHECK(host.free_at() == SimTime{20});
}

TEST_CASE_METHOD(HostFixture, "what arrives at a busy host waits, in order of arrival") {
  arrive(0_ns, "a", 10_ns);
  arrive(3_ns, "b", 10_ns);
  arrive(4_ns, "c", 0_ns);
  arrive(10_ns, "d", 1_ns);
  arrive(21_ns, "e", 0_ns);
  run();
  CHECK(log == "a@0 b@10 c@20 d@20 e@21 ");
}

TEST_CASE_METHOD(HostFixture, "local time goes on by what is charged") {
  queue.at(SimTime{7}, [this] {
    host.handle([this] {
      CHECK(host.handling());
      host.charge(3_ns);
      CHECK(host.local_now() == SimTime{10});
      host.charge(2_ns);
      CHECK(host.local_now() == SimTime{12});
      CHECK(queue.now() == SimTime{7});
    });
    CHECK(!host.handling());
    CHECK(host.local_now() == SimTime{7});
    CHECK(host.free_at() == SimTime{12});
  });
  run();
}

TEST_CASE_METHOD(HostFixture, "what is put first goes before what waits") {
  queue.at(SimTime{0}, [this] {
    host.handle([this] {
      host.charge(5_ns);
      host.handle(job("later", 1_ns));
      host.handle_first(job("first", 2_ns));
    });
    CHECK(host.waiting() == 2);
  });
  run();
  CHECK(log == "first@5 later@7 ");
  CHECK(host.waiting() == 0);
}

TEST_CASE_METHOD(HostFixture, "a handling knows its cause and how long the host was idle") {
  const HostClock::Cause cause{kServer1, {SimTime{1}, SimTime{2}, SimTime{3}, SimTime{30}, 1_ns}};
  arrive(5_ns, "a", 10_ns);
  queue.at(SimTime{30}, [&] {
    host.handle(
        [&] {
          REQUIRE(host.cause().has_value());
          CHECK(host.cause()->sender == kServer1);
          CHECK(host.cause()->life.delivered == SimTime{30});
          CHECK(host.idle_since() == SimTime{15});
          host.charge(4_ns);
        },
        cause);
    host.handle([&] {
      CHECK(!host.cause().has_value());
      CHECK(host.idle_since() == SimTime{34});
    });
  });
  run();
}

TEST_CASE_METHOD(HostFixture, "many wait in one line") {
  std::string expected;
  for (int i = 0; i < 1000; ++i) {
    arrive(SimDuration{i}, std::to_string(i), 2_ns);
    expected += std::to_string(i) + "@" + std::to_string(2 * i) + " ";
  }
  run();
  CHECK(log == expected);
}

TEST_CASE_METHOD(HostFixture, "at the end everything that waits is handled") {
  arrive(0_ns, "a", 10_ns);
  arrive(1_ns, "b", 10_ns);
  arrive(2_ns, "c", 10_ns);
  while (host.waiting() < 2) REQUIRE(queue.step());
  host.handle_all();
  CHECK(log == "a@0 b@10 c@20 ");
  run();
  CHECK(log == "a@0 b@10 c@20 ");
}

TEST_CASE_METHOD(HostFixture, "work can only be charged to a handling") {
  CHECK_THROWS_AS(host.charge(1_ns), InternalError);
  host.handle([this] { CHECK_THROWS_AS(host.charge(SimDuration{-1}), InternalError); });
}

TEST_CASE_METHOD(HostFixture, "a handling that throws ends all the same") {
  CHECK_THROWS_AS(host.handle([this] {
    host.charge(4_ns);
    throw InternalError("a broken invariant");
  }),
                  InternalError);
  CHECK(!host.handling());
  CHECK(host.free_at() == SimTime{4});
}

}  // namespace fathom
