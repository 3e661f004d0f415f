#include "experiments/validation/simulated.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include "actors/network/event_queue.hpp"
#include "actors/network/flow_network.hpp"
#include "actors/network/network.hpp"
#include "actors/network/network_spec.hpp"
#include "actors/network/unit_text.hpp"
#include "metrics/errors.hpp"
#include "metrics/framing.hpp"

namespace fathom {
namespace {

NetworkSpec spec_of(LinkSpec link, std::string_view model) {
  return NetworkSpec::parse(fmt::format("latency={},bandwidth={},model={}", to_text(link.latency),
                                        to_text(link.bandwidth), model));
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

SimDuration simulated_by(std::string_view model, const Point& point) {
  EventQueue queue;
  FlowNetwork network(queue, spec_of(point.link, model));
  return play(scenario_of(point), queue, network);
}

}  // namespace

SimDuration simulated_by_tcp(const Point& point) { return simulated_by("tcp", point); }
SimDuration simulated_by_plain(const Point& point) { return simulated_by("plain", point); }

}  // namespace fathom
