#include "actors/simulation/interceptor.hpp"

#include "metrics/errors.hpp"
#include "tests/actors/wire_fixture.hpp"

namespace fathom {
namespace {

/// Gives the verdicts that the test wants, by tag.
class ScriptedInterceptor final : public Interceptor {
 public:
  Verdict on_delivery(PartyId from, PartyId to, const Envelope& envelope) override {
    CHECK(from == kServer0);
    CHECK(to == kServer1);
    const std::uint64_t tag = envelope.header.tag.value;
    if (tag == lost) return Verdict::drop;
    return tag >= held_from ? Verdict::hold : Verdict::deliver;
  }

  std::uint64_t lost = 0;
  std::uint64_t held_from = UINT64_MAX;
};

struct InterceptorFixture : WireFixture {
  InterceptorFixture() {
    simulation.set_interceptor(&interceptor);
    simulation.add_observer(observer);
    add_listener(kServer1);
    for (const std::uint64_t tag : {1, 2, 3, 4}) {
      caf::anon_send(simulation.wire(kServer0, kServer1), opening(tag));
    }
  }

  ScriptedInterceptor interceptor;
  TraceObserver observer{simulation};
};

}  // namespace

TEST_CASE_METHOD(InterceptorFixture, "a dropped message was sent and never arrives") {
  interceptor.lost = 2;
  simulation.run();
  CHECK(log == "1@1000 3@1000 4@1000 ");
  CHECK(observer.entries.size() == 4 + 3);
}

TEST_CASE_METHOD(InterceptorFixture, "held messages can be released late and in any order") {
  interceptor.held_from = 2;
  simulation.run();
  CHECK(log == "1@1000 ");
  REQUIRE(simulation.held().size() == 3);
  CHECK(simulation.held()[0].from == kServer0);
  CHECK(simulation.held()[0].to == kServer1);
  CHECK(simulation.held()[2].envelope->header.tag.value == 4);
  CHECK(simulation.held()[0].life.delivered == SimTime{1000});

  simulation.system().clock().schedule_message(
      caf::actor_clock::time_point{std::chrono::microseconds(5)},
      caf::actor_cast<caf::strong_actor_ptr>(simulation.wire(kServer0, kServer1)),
      caf::make_mailbox_element(nullptr, caf::make_message_id(), {}, opening(1)));
  simulation.run();
  simulation.release(2);
  CHECK(observer.last_life.delivered == SimTime{6000});
  simulation.release(0);
  simulation.run();
  CHECK(log == "1@1000 1@6000 4@6000 2@6000 ");
  REQUIRE(simulation.held().size() == 1);
  simulation.discard(0);
  CHECK(simulation.held().empty());
  CHECK_THROWS_AS(simulation.release(0), InternalError);
}

TEST_CASE_METHOD(InterceptorFixture, "a run can be looked at step by step") {
  while (log.empty()) REQUIRE(simulation.step());
  CHECK(log == "1@1000 ");
  CHECK(simulation.now() == SimTime{1000});
  simulation.run();
  CHECK(log == "1@1000 2@1000 3@1000 4@1000 ");
}

TEST_CASE_METHOD(InterceptorFixture, "what is held at the end is lost without harm") {
  interceptor.held_from = 1;
  simulation.run();
  CHECK(simulation.shut_down() == 0);
  CHECK(simulation.held().empty());
}

}  // namespace fathom
