// The grouped allocator against the definition, on random scenarios: equal to the nanosecond.

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <string>
#include <utility>

#include "tests/actors/network/scenario.hpp"

namespace fathom::testing {
namespace {

/// Few different rates, sizes and instants, so that much is equal and much happens at once; some
/// hosts with many peers and most with few, in both directions.
class RandomScenario {
 public:
  explicit RandomScenario(std::uint64_t seed) : random_(seed) {}

  Scenario make() {
    Scenario scenario;
    const std::size_t servers = 1 + below(2);
    const std::size_t providers = 1 + below(14);
    for (std::size_t i = 0; i < servers; ++i)
      scenario.hosts.push_back("server" + std::to_string(i));
    for (std::size_t i = 0; i < providers; ++i) {
      scenario.hosts.push_back("provider" + std::to_string(i));
    }
    scenario.network = NetworkSpec::plain("latency=" + pick({"0s", "3ns", "1ms"}) + ",bandwidth=" +
                                          pick({"unlimited", "1Mbit/s", "10Mbit/s"}));
    if (below(2) == 0) scenario.network.set("provider>*.latency=2ms,server1>*.latency=7ns");
    for (std::size_t i = below(6); i > 0; --i) change(scenario);
    for (std::size_t i = 1 + below(60); i > 0; --i) scenario.messages.push_back(message(scenario));
    return scenario;
  }

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }

  std::string pick(std::initializer_list<const char*> choices) {
    return *(choices.begin() + below(choices.size()));
  }

  void change(Scenario& scenario) {
    const std::string host = scenario.hosts[below(scenario.hosts.size())];
    const std::string rate = pick({"777777bit/s", "1Mbit/s", "2Mbit/s", "10Mbit/s", "unlimited"});
    const std::string change = pick({"provider.up", "provider.down", "server.up", "server.down",
                                     "provider>server.cap", "server>provider.cap", "server0.down"});
    scenario.network.set(below(3) == 0 ? host + ".up=" + rate : change + "=" + rate);
    if (below(3) == 0) scenario.network.set("provider0>server0.cap=" + rate);
  }

  Scenario::Message message(const Scenario& scenario) {
    const std::size_t hosts = scenario.hosts.size();
    const std::size_t hub = below(std::min<std::size_t>(hosts, 2));
    const std::size_t other = (hub + 1 + below(hosts - 1)) % hosts;
    const std::size_t kind = below(5);
    constexpr std::int64_t kSizes[] = {0, 1, 125, 125, 125, 1000, 1001};
    const auto sent = static_cast<std::int64_t>(below(6)) * 1'000'000 + (below(4) == 0 ? 1 : 0);
    const Bytes wire{kSizes[below(std::size(kSizes))]};
    if (kind == 0) return {other, (other + 1 + below(hosts - 1)) % hosts, SimTime{sent}, wire};
    if (kind == 1) return {hub, other, SimTime{sent}, wire};
    return {other, hub, SimTime{sent}, wire};
  }

  std::mt19937_64 random_;
};

TEST_CASE("grouping equal connections changes no instant of any message", "[slow]") {
  const std::uint64_t seeds = 6'000;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    const Scenario scenario = RandomScenario(seed).make();
    const std::vector<MessageLife> actual = run(scenario).lives;
    const std::vector<MessageLife> expected = run_naively(scenario);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const bool same =
          actual[i].sent == expected[i].sent && actual[i].started == expected[i].started &&
          actual[i].transmitted == expected[i].transmitted &&
          actual[i].delivered == expected[i].delivered && actual[i].alone == expected[i].alone;
      if (same) continue;
      CAPTURE(seed, i, scenario.network.resolved(), actual[i].started.ns(),
              expected[i].started.ns(), actual[i].transmitted.ns(), expected[i].transmitted.ns());
      FAIL("the model and the definition disagree");
    }
  }
}

TEST_CASE("a run ends when its last message arrives") {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    const Outcome outcome = run(RandomScenario(seed).make());
    SimTime last;
    for (const MessageLife& life : outcome.lives) last = std::max(last, life.delivered);
    REQUIRE(outcome.end == last);
  }
}

TEST_CASE("no message leaves faster than it would alone") {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    for (const MessageLife& life : run(RandomScenario(seed).make()).lives) {
      REQUIRE(life.transmitted - life.started >= life.alone);
      REQUIRE(life.queueing() >= SimDuration{0});
    }
  }
}

TEST_CASE("the messages of a connection arrive in the order in which they were sent") {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    const Scenario scenario = RandomScenario(seed).make();
    std::map<std::pair<std::size_t, std::size_t>, std::pair<SimTime, std::size_t>> last;
    for (const std::size_t index : run(scenario).arrivals) {
      const Scenario::Message& message = scenario.messages[index];
      const auto [entry, is_new] =
          last.try_emplace({message.from, message.to}, std::pair(message.sent, index));
      if (!is_new) REQUIRE(entry->second < std::pair(message.sent, index));
      entry->second = {message.sent, index};
    }
  }
}

TEST_CASE("the same scenario gives the same lives in the same order") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Scenario scenario = RandomScenario(seed).make();
    const Outcome first = run(scenario);
    const Outcome second = run(scenario);
    REQUIRE(first.arrivals == second.arrivals);
    REQUIRE(first.end == second.end);
    for (std::size_t i = 0; i < first.lives.size(); ++i) {
      REQUIRE(first.lives[i].delivered == second.lives[i].delivered);
    }
  }
}

TEST_CASE("what the links count is what was sent") {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    const Scenario scenario = RandomScenario(seed).make();
    const Outcome outcome = run(scenario);
    Bytes sent;
    SimDuration sending;
    for (std::size_t i = 0; i < scenario.messages.size(); ++i) {
      sent += scenario.messages[i].wire;
      sending += outcome.lives[i].transmitted - outcome.lives[i].started;
    }
    Bytes counted;
    SimDuration busy;
    Messages messages;
    for (const LinkStatistics& link : outcome.links) {
      counted += link.wire;
      busy += link.busy;
      messages += link.messages;
    }
    REQUIRE(counted == sent);
    REQUIRE(busy == sending);
    REQUIRE(static_cast<std::size_t>(messages.count()) == scenario.messages.size());
  }
}

}  // namespace
}  // namespace fathom::testing
