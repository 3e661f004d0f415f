#include <caf/all.hpp>
#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <vector>

#include "actors/simulation/virtual_time_scheduler.hpp"
#include "metrics/errors.hpp"

namespace fathom {

using namespace literals;
using std::chrono::milliseconds;

namespace {

/// An actor system in virtual time, and what its actors have noted when.
class VirtualTimeFixture {
 private:
  struct Config : caf::actor_system_config {
    Config() { load<VirtualTimeScheduler>(); }
  };
  Config config_;

 public:
  VirtualTimeFixture() = default;
  ~VirtualTimeFixture() {
    for (const caf::actor& actor : actors) caf::anon_send_exit(actor, caf::exit_reason::kill);
    scheduler.close();
    actors.clear();
    CHECK(system.registry().running() == 0);
  }

  caf::actor spawn(std::function<caf::behavior(caf::event_based_actor*)> behaviour) {
    actors.push_back(system.spawn(std::move(behaviour)));
    return actors.back();
  }

  void note(const std::string& what) {
    log += what + "@" + std::to_string(scheduler.now().ns() / 1'000'000) + " ";
  }

  caf::actor_system system{config_};
  VirtualTimeScheduler& scheduler = VirtualTimeScheduler::of(system);
  std::vector<caf::actor> actors;
  std::string log;
};

/// Answers a number with its successor.
caf::behavior successor(caf::event_based_actor*) {
  return {[](int number) { return number + 1; }};
}

}  // namespace

TEST_CASE_METHOD(VirtualTimeFixture, "nothing runs until it is driven") {
  bool ran = false;
  const auto actor =
      spawn([&](caf::event_based_actor*) -> caf::behavior { return {[&](int) { ran = true; }}; });
  caf::anon_send(actor, 1);
  CHECK(!ran);
  scheduler.run();
  CHECK(ran);
  CHECK(scheduler.now() == SimTime{0});
  CHECK(!scheduler.step());
}

TEST_CASE_METHOD(VirtualTimeFixture, "an actor handles one message a step, in turn with others") {
  const auto writer = [&](const std::string& name) {
    return spawn([this, name](caf::event_based_actor*) -> caf::behavior {
      return {[this, name](int number) { log += name + std::to_string(number) + " "; }};
    });
  };
  const auto a = writer("a");
  const auto b = writer("b");
  scheduler.run();
  caf::anon_send(a, 1);
  caf::anon_send(a, 2);
  caf::anon_send(b, 1);
  REQUIRE(scheduler.step());
  CHECK(log == "a1 ");
  scheduler.run();
  CHECK(log == "a1 a2 b1 ");
}

TEST_CASE_METHOD(VirtualTimeFixture, "a delayed message arrives at its virtual time, at once") {
  const auto actor = spawn([&](caf::event_based_actor* self) -> caf::behavior {
    self->delayed_send(self, milliseconds(7000), 2);
    self->delayed_send(self, milliseconds(1000), 1);
    return {[this, self](int number) {
      note(std::to_string(number));
      if (number < 3) self->delayed_send(self, milliseconds(500), number + 2);
    }};
  });
  const auto begin = std::chrono::steady_clock::now();
  scheduler.run();
  CHECK(log == "1@1000 3@1500 2@7000 4@7500 ");
  CHECK(scheduler.now() == SimTime{7'500'000'000});
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));
}

TEST_CASE_METHOD(VirtualTimeFixture, "what actors have to do comes before the next event") {
  const auto actor = spawn([&](caf::event_based_actor* self) -> caf::behavior {
    return {[this, self](int number) {
      note(std::to_string(number));
      if (number > 0) self->send(self, number - 1);
    }};
  });
  scheduler.queue().at(SimTime{} + 1_ms, [&] { caf::anon_send(actor, 2); });
  scheduler.queue().at(SimTime{} + 1_ms, [&] { note("event"); });
  scheduler.run();
  CHECK(log == "2@1 1@1 0@1 event@1 ");
}

TEST_CASE_METHOD(VirtualTimeFixture, "a request that is not answered times out in virtual time") {
  const auto silent = spawn([](caf::event_based_actor* self) -> caf::behavior {
    return {[self](int) { return self->make_response_promise(); }};
  });
  spawn([&](caf::event_based_actor* self) -> caf::behavior {
    self->request(silent, milliseconds(250), 1)
        .then([](int) { FAIL("nobody answers"); },
              [this](const caf::error& error) {
                CHECK(error == caf::sec::request_timeout);
                note("timeout");
              });
    return {[](int) {}};
  });
  scheduler.run();
  CHECK(log == "timeout@250 ");
}

TEST_CASE_METHOD(VirtualTimeFixture, "a request is answered without time going by") {
  const auto server = spawn(successor);
  spawn([&](caf::event_based_actor* self) -> caf::behavior {
    self->request(server, caf::infinite, 6).then([this](int seven) {
      note(std::to_string(seven));
    });
    return {[](int) {}};
  });
  scheduler.run();
  CHECK(log == "7@0 ");
}

TEST_CASE_METHOD(VirtualTimeFixture, "a receive timeout counts from the last message") {
  spawn([&](caf::event_based_actor* self) -> caf::behavior {
    self->delayed_send(self, milliseconds(30), 1);
    return {[this](int) { note("message"); }, caf::after(milliseconds(40)) >>
                                                  [this, self] {
                                                    note("silence");
                                                    self->quit();
                                                  }};
  });
  scheduler.run();
  CHECK(log == "message@30 silence@70 ");
  CHECK(scheduler.now() == SimTime{} + 70_ms);
}

TEST_CASE_METHOD(VirtualTimeFixture,
                 "the timeouts of an actor that has ended do not move the time") {
  spawn([](caf::event_based_actor* self) -> caf::behavior {
    self->delayed_send(self, milliseconds(5), 1);
    return {[self](int) { self->quit(); },
            caf::after(milliseconds(40)) >> [] { FAIL("it has ended"); }};
  });
  scheduler.run();
  CHECK(scheduler.now() == SimTime{} + 5_ms);
  CHECK(scheduler.queue().pending() == 0);
}

TEST_CASE_METHOD(VirtualTimeFixture, "an actor on a host takes its time") {
  HostClock host(scheduler.queue());
  const auto worker = spawn([&](caf::event_based_actor*) -> caf::behavior {
    return {[&](int number) {
      CHECK(scheduler.running() == &host);
      note("begin" + std::to_string(number));
      host.charge(10_ms);
      note("end" + std::to_string(number));
    }};
  });
  scheduler.place(*caf::actor_cast<caf::event_based_actor*>(worker), host);
  scheduler.queue().at(SimTime{} + 1_ms, [&] {
    caf::anon_send(worker, 1);
    caf::anon_send(worker, 2);
  });
  scheduler.queue().at(SimTime{} + 5_ms, [&] { caf::anon_send(worker, 3); });
  scheduler.run();
  CHECK(log == "begin1@1 end1@11 begin2@11 end2@21 begin3@21 end3@31 ");
  scheduler.close();
}

TEST_CASE_METHOD(VirtualTimeFixture, "a delay counts from the time of the host that asks for it") {
  HostClock host(scheduler.queue());
  const auto worker = spawn([&](caf::event_based_actor* self) -> caf::behavior {
    return {[&, self](int number) {
      note(std::to_string(number));
      if (number > 0) return;
      host.charge(10_ms);
      self->delayed_send(self, milliseconds(3), 1);
    }};
  });
  scheduler.place(*caf::actor_cast<caf::event_based_actor*>(worker), host);
  caf::anon_send(worker, 0);
  scheduler.run();
  CHECK(log == "0@0 1@13 ");
  scheduler.close();
}

TEST_CASE_METHOD(VirtualTimeFixture, "what is reported as a failure is thrown by the step") {
  const auto actor = spawn([&](caf::event_based_actor*) -> caf::behavior {
    return {[&](int) { scheduler.fail("an invariant is broken"); }};
  });
  caf::anon_send(actor, 1);
  CHECK_THROWS_WITH(scheduler.run(), "an invariant is broken");
  CHECK_NOTHROW(scheduler.run());
}

TEST_CASE("another scheduler is not taken for this one") {
  caf::actor_system_config config;
  config.set("scheduler.policy", caf::atom("testing"));
  caf::actor_system system(config);
  CHECK_THROWS_AS(VirtualTimeScheduler::of(system), InternalError);
}

}  // namespace fathom
