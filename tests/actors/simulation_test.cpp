#include "actors/simulation/simulation.hpp"

#include <chrono>

#include "metrics/errors.hpp"
#include "tests/actors/wire_fixture.hpp"

namespace fathom {

using namespace literals;

namespace {

using Entries = std::vector<TraceObserver::Entry>;

/// Four parties that pass on whatever they get, to a party and after work that depend on the tag.
Entries trace_of_a_busy_run() {
  WireFixture fixture("latency=20us,bandwidth=100Mbit/s,server0>server1.latency=3us");
  Simulation& simulation = fixture.simulation;
  TraceObserver observer(simulation);
  simulation.add_observer(observer);
  const std::vector<PartyId> parties{kServer0, kServer1, kProducer, kReceiver};
  for (std::size_t me = 0; me < parties.size(); ++me) {
    const auto pass_on = [&, me](caf::event_based_actor* self) -> caf::behavior {
      return {[&, me, self](const Opening& message) {
        const std::uint64_t tag = mix(message.envelope.header.tag.value, me);
        const auto step = 1 + tag % 3;
        simulation.clock(parties[me]).charge(SimDuration{static_cast<std::int64_t>(tag % 9000)});
        if (tag % 50 == 0) return;
        self->send(simulation.wire(parties[me], parties[(me + step) % 4]), opening(tag, tag % 700));
      }};
    };
    fixture.add(parties[me], pass_on);
  }
  for (std::uint64_t tag = 1; tag <= 40; ++tag) {
    caf::anon_send(simulation.wire(parties[tag % 3], kReceiver), opening(tag));
  }
  simulation.run();
  return observer.entries;
}

/// Bounces openings between the servers until there were `total`.
caf::behavior bounce(caf::event_based_actor* self, const caf::actor& wire, int& left) {
  return {[=, &left](const Opening& message) {
    if (left > 0) {
      --left;
      self->send(wire, message);
    }
  }};
}

}  // namespace

TEST_CASE("two runs are the same, to the nanosecond and in the same order") {
  const Entries first = trace_of_a_busy_run();
  CHECK(first.size() > 1000);
  CHECK(first == trace_of_a_busy_run());
}

TEST_CASE_METHOD(WireFixture, "no actor is left behind when all have ended") {
  const auto server = add(kServer0, [](caf::event_based_actor* self) -> caf::behavior {
    return {[self](Start) { self->quit(); }};
  });
  CHECK(simulation.running_actors() == 1);
  caf::anon_send(server, Start{});
  simulation.run();
  CHECK(simulation.running_actors() == 0);
  CHECK(simulation.shut_down() == 0);
}

TEST_CASE_METHOD(WireFixture, "shutting down ends actors that wait, work or have mail") {
  add_listener(kServer0, 10_us);
  add_listener(kServer1);
  for (int i = 0; i < 5; ++i) {
    caf::anon_send(simulation.wire(kServer1, kServer0), opening(1));
    caf::anon_send(simulation.wire(kServer0, kServer1), opening(2));
  }
  while (log.empty()) REQUIRE(simulation.step());
  caf::delayed_anon_send(simulation.wire(kServer0, kServer1), std::chrono::seconds(1), opening(3));
  CHECK(simulation.running_actors() == 2);
  CHECK(simulation.shut_down() == 0);
}

TEST_CASE_METHOD(WireFixture, "an actor that a party left behind is counted") {
  caf::actor child;
  const auto parent = add(kServer0, [&](caf::event_based_actor* self) -> caf::behavior {
    return {[&, self](Start) {
      child = self->spawn([](caf::event_based_actor*) -> caf::behavior { return {[](Start) {}}; });
      self->quit();
    }};
  });
  caf::anon_send(parent, Start{});
  simulation.run();
  CHECK(simulation.running_actors() == 1);
  CHECK(simulation.shut_down() == 1);
}

TEST_CASE_METHOD(WireFixture, "an exception that a party does not catch ends the run") {
  const auto server = add(kServer0, [](caf::event_based_actor*) -> caf::behavior {
    return {[](Start) { throw InternalError("a share is missing"); }};
  });
  caf::anon_send(server, Start{});
  CHECK_THROWS_WITH(simulation.run(), "a share is missing");
}

TEST_CASE_METHOD(WireFixture, "a message past the network is a bug") {
  const auto other = add_listener(kServer1);
  const auto server = add(kServer0, [&](caf::event_based_actor* self) -> caf::behavior {
    return {[=](Start) { self->send(other, opening(1)); }};
  });
  simulation.run();
  caf::anon_send(server, Start{});
  CHECK_THROWS_WITH(simulation.run(), Catch::Contains("past the network"));
}

TEST_CASE_METHOD(WireFixture, "a wire used on another host is a bug") {
  add_listener(kServer1);
  const auto server = add(kServer0, [&](caf::event_based_actor* self) -> caf::behavior {
    return {[&, self](Start) { self->send(simulation.wire(kProducer, kServer1), opening(1)); }};
  });
  caf::anon_send(server, Start{});
  CHECK_THROWS_WITH(simulation.run(), Catch::Contains("by a wire of producer"));
}

TEST_CASE_METHOD(WireFixture, "a wire carries the messages of the protocol and nothing else") {
  add_listener(kServer1);
  caf::anon_send(simulation.wire(kServer0, kServer1), Start{});
  CHECK_THROWS_WITH(simulation.run(), Catch::Contains("only the eight messages"));
  caf::anon_send(simulation.wire(kServer0, kServer1), 7);
  CHECK_THROWS_AS(simulation.run(), InternalError);
}

TEST_CASE_METHOD(WireFixture, "a message to a party without an actor is a bug") {
  caf::anon_send(simulation.wire(kServer0, kReceiver), opening(1));
  CHECK_THROWS_WITH(simulation.run(), Catch::Contains("no actor"));
}

TEST_CASE_METHOD(WireFixture, "a party is one event-based actor") {
  const auto server = add_listener(kServer0);
  CHECK_THROWS_AS(simulation.add_party(kServer0, server), InternalError);
  const auto wire = simulation.wire(kServer0, kServer1);
  CHECK_THROWS_AS(simulation.add_party(kProducer, wire), InternalError);
}

TEST_CASE_METHOD(WireFixture, "the links' statistics are those of the network") {
  add_listener(kServer1);
  caf::anon_send(simulation.wire(kServer0, kServer1), opening(1, 10));
  simulation.run();
  REQUIRE(simulation.link_statistics().size() == 1);
  CHECK(simulation.link_statistics()[0].messages == Messages{1});
  CHECK(simulation.link_statistics()[0].wire == opening_wire_bytes(10));
}

TEST_CASE_METHOD(WireFixture, "a hundred thousand messages pass in a moment") {
  constexpr int kMessages = 100'000;
  int left = kMessages;
  add(kServer0, [&](caf::event_based_actor* self) {
    return bounce(self, simulation.wire(kServer0, kServer1), left);
  });
  add(kServer1, [&](caf::event_based_actor* self) {
    return bounce(self, simulation.wire(kServer1, kServer0), left);
  });
  caf::anon_send(simulation.wire(kServer0, kServer1), opening(1, 100));
  const auto begin = std::chrono::steady_clock::now();
  simulation.run();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  CHECK(simulation.now() == SimTime{} + (kMessages + 1) * 1_us);
  const double messages_per_s = kMessages / took.count();
  CAPTURE(messages_per_s);
#ifdef NDEBUG
  CHECK(messages_per_s > 0.3e6);  // it is above 1e6 on an idle machine
#endif
}

}  // namespace fathom
