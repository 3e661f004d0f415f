#include "experiments/validation/measured.hpp"

#include <algorithm>
#include <future>
#include <memory>

#include "experiments/validation/host_time.hpp"

namespace fathom {
namespace {

using namespace literals;

using Connections = std::vector<std::unique_ptr<Connection>>;

/// Threads are made, and wait for the start, within it.
constexpr SimDuration kLead = 3_ms;

/// The relay attends to short messages alone: in longer ones its waking up is not seen, and it must
/// leave the core to the kernel's own network threads.
constexpr SimDuration kAttention = 100_ms;
constexpr Bytes kShort{64 * 1024};

/// No messages take longer on a link, unless something is broken.
SimDuration patience(Bytes all, LinkSpec link) { return 60_s + all / link.bandwidth * 2; }

struct Span {
  SimTime begin;  ///< the first connection began to send
  SimTime end;    ///< the last one's message had arrived
};

/// Every connection sends one message at `start`.
Span exchange(const Connections& connections, SimTime start, Bytes message, LinkSpec link) {
  const Bytes all = message * static_cast<std::int64_t>(connections.size());
  const SimTime deadline = start + patience(all, link);
  std::vector<std::future<SimTime>> sent;
  std::vector<std::future<SimTime>> received;
  for (const auto& connection : connections) {
    received.push_back(std::async(std::launch::async, [&connection, message, deadline] {
      return connection->receive(message, deadline);
    }));
    sent.push_back(std::async(std::launch::async, [&connection, start, message, deadline] {
      return connection->send(start, message, deadline);
    }));
  }
  Span span{deadline, start};
  for (auto& time : sent) span.begin = std::min(span.begin, time.get());
  for (auto& time : received) span.end = std::max(span.end, time.get());
  return span;
}

}  // namespace

KernelNetwork::KernelNetwork() {
  constexpr std::size_t kHosts = 5;
  for (std::size_t host = 0; host < kHosts; ++host) hosts_.emplace_back(host);
}

// Threads inherit their urgency: one that had to give it to itself might not come to run while the
// relay turns.
Sample KernelNetwork::run(const Point& point) {
  use(point.link);
  return std::async(std::launch::async,
                    [this, &point] {
                      make_urgent(Urgency::probe);
                      return run_scenario(point);
                    })
      .get();
}

Sample KernelNetwork::run_scenario(const Point& point) {
  const Scenario scenario = scenario_of(point);
  Connections connections;
  for (const Scenario::Pair& pair : scenario.pairs) {
    connections.push_back(std::make_unique<Connection>(hosts_[pair.from], hosts_[pair.to]));
  }
  Sample sample;
  Span span{host_now(), host_now()};
  for (const Scenario::Phase& phase : scenario.phases) {
    const SimTime start = std::max(span.end + phase.pause, host_now() + kLead);
    sleep_until(start + kLead * -1);
    sample.state = connections.front()->state();
    if (phase.message <= kShort) relay_->attend(start + kAttention);
    span = exchange(connections, start, phase.message, link_);
    relay_->attend(span.end);
  }
  sample.duration = span.end - span.begin;
  for (const auto& connection : connections) {
    sample.retransmitted_segments += connection->state().retransmitted_segments;
  }
  return sample;
}

RelayLateness KernelNetwork::lateness() {
  stop_relay();
  return lateness_;
}

void KernelNetwork::use(LinkSpec link) {
  if (relay_ && link == link_) return;
  stop_relay();
  link_ = link;
  relay_ = std::make_unique<PacketRelay>(hosts_, link);
}

void KernelNetwork::stop_relay() {
  if (!relay_) return;
  const RelayLateness last = relay_->stop();
  lateness_.packets += last.packets;
  lateness_.sum += last.sum;
  lateness_.greatest = std::max(lateness_.greatest, last.greatest);
  relay_.reset();
}

}  // namespace fathom
