#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "actors/network/event_queue.hpp"
#include "actors/network/flow_network.hpp"
#include "actors/network/network_spec.hpp"

namespace fathom::testing {

/// Hosts, and the messages that they send whatever happens.
struct Scenario {
  struct Message {
    std::size_t from;
    std::size_t to;
    SimTime sent;
    Bytes wire;
  };
  NetworkSpec network;
  std::vector<std::string> hosts;
  std::vector<Message> messages;
  std::uint64_t seed = 1;  ///< of jitter
};

/// What became of each message of a scenario, and the order in which they arrived.
struct Outcome {
  std::vector<MessageLife> lives;
  std::vector<std::size_t> arrivals;  ///< indices of messages
  std::vector<LinkStatistics> links;
  SimTime end;
};

/// Runs a scenario through the network model.
inline Outcome run(const Scenario& scenario) {
  EventQueue queue;
  FlowNetwork network(queue, scenario.network, scenario.seed);
  std::vector<HostId> hosts;
  for (const std::string& name : scenario.hosts) hosts.push_back(network.add_host(name));
  Outcome outcome;
  outcome.lives.resize(scenario.messages.size());
  for (std::size_t i = 0; i < scenario.messages.size(); ++i) {
    const Scenario::Message& message = scenario.messages[i];
    network.transmit(hosts[message.from], hosts[message.to], message.sent, message.wire,
                     [&outcome, i](const MessageLife& life) {
                       outcome.lives[i] = life;
                       outcome.arrivals.push_back(i);
                     });
  }
  while (queue.step()) {
  }
  outcome.links = network.link_statistics();
  outcome.end = queue.now();
  return outcome;
}

/// The same by the definition, each connection on its own: slow, and without the classes, groups,
/// heaps and events of the model.
std::vector<MessageLife> run_naively(const Scenario& scenario);

}  // namespace fathom::testing
