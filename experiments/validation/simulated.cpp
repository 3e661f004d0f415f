#include "experiments/validation/simulated.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <vector>

#include "actors/network/event_queue.hpp"
#include "actors/network/network.hpp"
#include "actors/network/network_spec.hpp"
#include "actors/network/plain_network.hpp"
#include "actors/network/unit_text.hpp"
#include "metrics/errors.hpp"
#include "metrics/framing.hpp"

namespace fathom {
namespace {

NetworkSpec spec_of(LinkSpec link) {
  return NetworkSpec::parse(
      fmt::format("latency={},bandwidth={}", to_text(link.latency), to_text(link.bandwidth)));
}

/// Plays a scenario on a network, phase by phase, and returns how long the last one takes.
SimDuration play(const Scenario& scenario, EventQueue& queue, Network& network) {
  std::vector<HostId> hosts;
  for (const std::string& name : scenario.hosts) hosts.push_back(network.add_host(name));
  SimTime begin;
  SimTime end;
  for (const Scenario::Phase& phase : scenario.phases) {
    begin = end + phase.pause;
    std::size_t under_way = scenario.pairs.size();
    for (const Scenario::Pair& pair : scenario.pairs) {
      network.transmit(hosts[pair.from], hosts[pair.to], begin, wire_bytes(phase.message),
                       [&end, &under_way](const MessageLife& life) {
                         end = std::max(end, life.delivered);
                         --under_way;
                       });
    }
    while (under_way > 0) ensure(queue.step(), "a message of the validation never arrived");
  }
  return end - begin;
}

}  // namespace

SimDuration simulated_by_tcp(const Point& point) { return simulated_by_plain(point); }

SimDuration simulated_by_plain(const Point& point) {
  EventQueue queue;
  PlainNetwork network(queue, spec_of(point.link));
  return play(scenario_of(point), queue, network);
}

}  // namespace fathom
