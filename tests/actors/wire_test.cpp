#include <algorithm>
#include <chrono>

#include "metrics/errors.hpp"
#include "tests/actors/wire_fixture.hpp"

namespace fathom {

using namespace literals;

TEST_CASE("a message takes its wire bytes over the bandwidth, and the latency") {
  WireFixture fixture("latency=20ms,bandwidth=100Mbit/s");
  Simulation& simulation = fixture.simulation;
  TraceObserver observer(simulation);
  simulation.add_observer(observer);
  fixture.add_listener(kServer1);
  caf::anon_send(simulation.wire(kServer0, kServer1), opening(7, 1000));
  simulation.run();
  const SimDuration serialisation = opening_wire_bytes(1000) / 100_Mbit_per_s;
  const SimTime delivered = SimTime{} + serialisation + 20_ms;
  CHECK(fixture.log == "7@" + std::to_string(delivered.ns()) + " ");
  REQUIRE(observer.entries.size() == 2);
  CHECK(observer.entries[0].time == SimTime{0});
  CHECK(observer.entries[0].message.count() == 33 + 22 + 32 + 8000);
  CHECK(observer.entries[1].delivered);
  CHECK(observer.entries[1].time == delivered);
  CHECK(observer.last_life.transmitted == SimTime{} + serialisation);
  CHECK(observer.last_sent == observer.last_delivered);  // the element itself, not a copy
}

TEST_CASE_METHOD(WireFixture, "a reply goes over the network too, and the typed interface holds") {
  using Server = caf::typed_actor<caf::replies_to<Opening>::with<Reveal>>;
  using Client = caf::typed_actor<caf::reacts_to<Start>, caf::reacts_to<Reveal>>;
  const auto server = simulation.system().spawn([&](Server::pointer) -> Server::behavior_type {
    return {[&](const Opening& message) {
      note(message.envelope.header.tag.value);
      return Reveal{envelope_of(MessageKind::reveal, 2)};
    }};
  });
  simulation.add_party(kServer1, server);
  const auto wire = simulation.wire<Server>(kServer0, kServer1);
  const auto client = simulation.system().spawn([&](Client::pointer self) -> Client::behavior_type {
    return {[=](Start) { self->send(wire, opening(1)); },
            [&](const Reveal& message) { note(message.envelope.header.tag.value); }};
  });
  simulation.add_party(kServer0, client);
  caf::anon_send(client, Start{});
  simulation.run();
  CHECK(log == "1@1000 2@2000 ");
}

TEST_CASE_METHOD(WireFixture, "an answered request leaves no timeout behind") {
  add(kServer1, [](caf::event_based_actor*) -> caf::behavior {
    return {[](const Opening& message) {
      return Reveal{envelope_of(MessageKind::reveal, message.envelope.header.tag.value + 1)};
    }};
  });
  const auto client = add(kServer0, [&](caf::event_based_actor* self) -> caf::behavior {
    return {[&, self](Start) {
      self->request(simulation.wire(kServer0, kServer1), std::chrono::seconds(9), opening(1))
          .then([&](const Reveal& message) { note(message.envelope.header.tag.value); });
    }};
  });
  caf::anon_send(client, Start{});
  simulation.run();
  CHECK(log == "2@2000 ");
  CHECK(simulation.now() == SimTime{2000});
}

TEST_CASE_METHOD(WireFixture, "what is passed on is answered to whoever asked first") {
  add(kReceiver, [](caf::event_based_actor*) -> caf::behavior {
    return {[](const Opening&) { return Reveal{envelope_of(MessageKind::reveal, 9)}; }};
  });
  add(kServer1, [&](caf::event_based_actor* self) -> caf::behavior {
    return {[&, self](const Opening& message) {
      return self->delegate(simulation.wire(kServer1, kReceiver), message);
    }};
  });
  const auto client = add(kServer0, [&](caf::event_based_actor* self) -> caf::behavior {
    return {[&, self](Start) { self->send(simulation.wire(kServer0, kServer1), opening(1)); },
            [&](const Reveal& message) { note(message.envelope.header.tag.value); }};
  });
  caf::anon_send(client, Start{});
  simulation.run();
  CHECK(log == "9@3000 ");  // three ways, not four
}

TEST_CASE_METHOD(WireFixture, "a busy host handles what arrives when it is free, in order") {
  add_listener(kServer1, 10_us);
  for (const std::uint64_t tag : {1, 2, 3}) {
    caf::anon_send(simulation.wire(kServer0, kServer1), opening(tag));
  }
  simulation.system().clock().schedule_message(
      caf::actor_clock::time_point{std::chrono::microseconds(15)},
      caf::actor_cast<caf::strong_actor_ptr>(simulation.wire(kProducer, kServer1)),
      caf::make_mailbox_element(nullptr, caf::make_message_id(), {}, opening(4)));
  simulation.run();
  CHECK(log == "1@1000 2@11000 3@21000 4@31000 ");
  CHECK(simulation.clock(kServer1).free_at() == SimTime{41'000});
}

TEST_CASE_METHOD(WireFixture, "a message leaves when the work before it is done") {
  add_listener(kServer1);
  const auto worker = add(kServer0, [&](caf::event_based_actor* self) -> caf::behavior {
    const auto wire = simulation.wire(kServer0, kServer1);
    return {[&, self, wire](Start) {
      simulation.clock(kServer0).charge(5_us);
      self->send(wire, opening(1));
      simulation.clock(kServer0).charge(3_us);
      self->send(wire, opening(2));
    }};
  });
  caf::anon_send(worker, Start{});
  simulation.run();
  CHECK(log == "1@6000 2@9000 ");
}

TEST_CASE_METHOD(WireFixture, "a handler can see the sender and the life of its message") {
  HostClock& clock = simulation.clock(kServer1);
  const auto server = add(kServer1, [&](caf::event_based_actor*) -> caf::behavior {
    return {[&](Start) { CHECK(!clock.cause().has_value()); },
            [&](const Opening&) {
              REQUIRE(clock.cause().has_value());
              CHECK(clock.cause()->sender == kProducer);
              CHECK(clock.cause()->life.sent == SimTime{0});
              CHECK(clock.cause()->life.delivered == SimTime{1000});
              note(1);
            }};
  });
  caf::anon_send(server, Start{});
  caf::anon_send(simulation.wire(kProducer, kServer1), opening(1));
  simulation.run();
  CHECK(log == "1@1000 ");
}

TEST_CASE_METHOD(WireFixture, "each party is one host, and each wire is made once") {
  CHECK(simulation.wire(kServer0, kServer1) == simulation.wire(kServer0, kServer1));
  CHECK(simulation.wire(kServer0, kServer1) != simulation.wire(kServer1, kServer0));
  CHECK(simulation.host(kServer0) != simulation.host(kServer1));
  CHECK_THROWS_AS(simulation.wire(kServer0, kServer0), InternalError);
}

TEST_CASE_METHOD(WireFixture, "who watches a wire hears of its party's end") {
  const auto server = add(kServer1, [&](caf::event_based_actor* self) -> caf::behavior {
    return {[&, self](const Opening&) {
      simulation.clock(kServer1).charge(5_us);
      self->quit(caf::exit_reason::user_shutdown);
    }};
  });
  add(kServer0, [&](caf::event_based_actor* self) -> caf::behavior {
    const auto wire = simulation.wire(kServer0, kServer1);
    self->monitor(wire);
    self->send(wire, opening(1));
    self->set_down_handler([&, self, wire](const caf::down_msg& down) {
      CHECK(down.source == wire.address());
      CHECK(down.reason == caf::exit_reason::user_shutdown);
      note(2);
      self->send(wire, opening(3));  // sent, and lost
      self->quit();
    });
    return {[](Start) {}};
  });
  TraceObserver observer(simulation);
  simulation.add_observer(observer);
  simulation.run();
  CHECK(log == "2@6000 ");
  CHECK(observer.entries.size() == 4);
  CHECK(simulation.running_actors() == 0);
}

}  // namespace fathom
