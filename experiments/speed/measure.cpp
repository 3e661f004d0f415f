#include "experiments/speed/measure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <iostream>
#include <memory>

#include "actors/job.hpp"
#include "actors/messages/message.hpp"
#include "actors/network/flow_network.hpp"

namespace fathom {
namespace {

using Clock = std::chrono::steady_clock;

void add(CsvTable& table, const std::string& what, std::int64_t messages, Clock::time_point start,
         SimTime end) {
  const std::int64_t ns = std::chrono::nanoseconds(Clock::now() - start).count();
  table.add_row()
      .set("what", what)
      .set("messages", messages)
      .set("host_ns", ns)
      .set("per_s", messages * 1'000'000'000 / std::max<std::int64_t>(ns, 1))
      .set("elapsed_ns", end.ns());
  std::cerr << fmt::format("{}: {} messages in {:.2f} s, {:.0f} a second\n", what, messages,
                           static_cast<double>(ns) / 1e9,
                           1e9 * static_cast<double>(messages) / static_cast<double>(ns));
}

/// The servers send each other one element in turn, and work on it.
Task<Done> play(Party& me, std::uint32_t rounds) {
  Strand& strand = co_await this_strand();
  const PartyId peer = peer_of(me.id());
  const Ring& ring = z64();
  const Work work{.element_operations = 1'000};
  const Expected expected{MessageKind::opening, RingId::z64, 1};
  for (std::uint32_t round = 0; round < rounds; ++round) {
    const Tag tag{round};
    if (me.id() == kServer1) co_await me.receive(peer, tag, expected);
    me.charge(strand, ring, work);
    std::vector<Tensor> element{Tensor::sized(ring, Shape{1})};
    me.send(strand, peer, MessageKind::opening, tag, std::move(element));
    if (me.id() == kServer0) co_await me.receive(peer, tag, expected);
  }
  co_return Done{};
}

/// Answers each message after some work, until so many have come.
struct Echo {
  Simulation* simulation;
  PartyId me;
  Compute compute;
  HostPower power;
  std::uint32_t left;
  caf::actor peer;

  void answer(const Opening& message) {
    if (left-- == 0) return;
    const Work work{.element_operations = 1'000};
    simulation->clock(me).charge(time_of(compute, 64, work, SimDuration{}, power));
    caf::anon_send(peer, message);
  }
};

}  // namespace

void measure_event_loop(const SpeedOptions& options, CsvTable& table) {
  Simulation simulation(options.network.resolve());
  const Compute compute = options.network.resolve_compute();
  std::array<caf::actor, 2> actors;
  for (const PartyId me : {kServer0, kServer1}) {
    auto echo =
        std::make_shared<Echo>(Echo{&simulation, me, compute, simulation.power(me),
                                    options.messages / 2, simulation.wire(me, peer_of(me))});
    actors[me.value()] = simulation.system().spawn([echo](caf::event_based_actor*) {
      return caf::behavior{[echo](const Opening& message) { echo->answer(message); }};
    });
    simulation.add_party(me, actors[me.value()]);
  }
  Envelope envelope{};
  envelope.header.kind = MessageKind::opening;
  envelope.header.elements = 1;
  std::vector<Tensor> element{Tensor::sized(z64(), Shape{1})};
  envelope.payload = std::make_shared<const Payload>(Payload{std::move(element), nullptr});
  const Clock::time_point start = Clock::now();
  caf::anon_send(actors[0], Opening{std::move(envelope)});
  simulation.run();
  add(table, "event_loop", options.messages, start, simulation.now());
  actors = {};
  simulation.shut_down();
}

void measure_ping_pong(const SpeedOptions& options, CsvTable& table) {
  JobSpec spec;
  spec.network = options.network.resolve();
  spec.compute = options.network.resolve_compute();
  const std::uint32_t rounds = options.messages / 2;
  for (const PartyId server : {kServer0, kServer1}) {
    spec.own_programs[server] = [rounds](Party& me) { return play(me, rounds); };
  }
  const auto nothing = [](Engine&, PartyId) -> Task<Done> { co_return Done{}; };
  Job job(std::move(spec), nothing);
  const Clock::time_point start = Clock::now();
  job.run();
  add(table, "ping_pong", std::int64_t{2} * rounds, start, job.observation().timeline().end());
}

void measure_uploads(const SpeedOptions& options, CsvTable& table) {
  const Clock::time_point start = Clock::now();
  EventQueue queue;
  FlowNetwork network(queue, options.network.resolve());
  const HostId server = network.add_host("server0");
  std::int64_t arrived = 0;
  for (std::uint32_t i = 0; i < options.uploads; ++i) {
    const HostId provider = network.add_host("provider" + std::to_string(i));
    const Bytes wire = wire_bytes(Bytes{options.upload_bytes});
    network.transmit(provider, server, SimTime{}, wire, [&](const MessageLife&) { ++arrived; });
  }
  while (queue.step()) {
  }
  add(table, "uploads", arrived, start, queue.now());
}

}  // namespace fathom
