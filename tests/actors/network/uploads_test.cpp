// Many providers at once: as exact as a few, and in a time that grows hardly faster than their
// number.

#include <catch2/catch.hpp>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "actors/network/transfer_rate.hpp"
#include "metrics/errors.hpp"
#include "tests/actors/network/scenario.hpp"

namespace fathom::testing {
namespace {

using namespace literals;

Scenario with_providers(const std::string& network, std::size_t providers) {
  Scenario scenario{NetworkSpec::plain(network), {"server0", "server1"}, {}};
  for (std::size_t i = 0; i < providers; ++i) {
    scenario.hosts.push_back("provider" + std::to_string(i));
  }
  return scenario;
}

/// The finishing times of uploads of `step`, 2 `step`, 3 `step`, ... bytes that share `ingress`, by
/// stepping from one to the next: all have passed the same amount, and those still under way share
/// equally.
std::vector<SimTime> staircase(std::size_t uploads, Bytes step, Bandwidth ingress) {
  std::vector<SimTime> finished;
  TransferAmount passed = 0;
  SimTime now;
  for (std::size_t i = 0; i < uploads; ++i) {
    const auto sharing = static_cast<std::int64_t>(uploads - i);
    const TransferRate share{rate_of(ingress).count() / sharing};
    const auto bytes = step * static_cast<std::int64_t>(i + 1);
    const SimDuration time = time_for(amount_of(bytes) - passed, share);
    passed += amount_in(time, share);
    now = now + time;
    finished.push_back(now);
  }
  return finished;
}

void check_staircase(std::size_t providers) {
  Scenario scenario = with_providers("latency=1ms,bandwidth=10Gbit/s", providers);
  const Bytes step{100};
  for (std::size_t i = 0; i < providers; ++i) {
    const auto bytes = step * static_cast<std::int64_t>(i + 1);
    scenario.messages.push_back({2 + i, 0, SimTime{0}, bytes});
  }
  const Outcome outcome = run(scenario);
  const std::vector<SimTime> expected = staircase(providers, step, 10_Gbit_per_s);
  for (std::size_t i = 0; i < providers; ++i) {
    if (outcome.lives[i].transmitted != expected[i]) FAIL("upload " << i << " is wrong");
  }
  REQUIRE(outcome.arrivals.size() == providers);
}

TEST_CASE("uploads of rising sizes leave their shares one after the other") {
  for (const std::size_t providers : {1U, 2U, 4U, 5U, 6U, 100U}) check_staircase(providers);
}

TEST_CASE("a hundred thousand uploads leave their shares one after the other", "[slow]") {
  check_staircase(100'000);
}

TEST_CASE("a hundred thousand uploads to each of two servers finish at one instant", "[slow]") {
  // 1 Gbit/s over 100,000 uploads is 10 kbit/s for each: 1310 units a microsecond, rounded down.
  const std::size_t providers = 100'000;
  Scenario scenario =
      with_providers("latency=1ms,bandwidth=1Gbit/s,provider.up=10Mbit/s", providers);
  for (std::size_t i = 0; i < providers; ++i) {
    scenario.messages.push_back({2 + i, 0, SimTime{0}, Bytes{6'272}});
    scenario.messages.push_back({2 + i, 1, SimTime{0}, Bytes{6'272}});
  }
  const Outcome outcome = run(scenario);
  const SimTime expected = SimTime{0} + time_for(amount_of(Bytes{6'272}), TransferRate{1'310});
  for (std::size_t i = 0; i < scenario.messages.size(); ++i) {
    if (outcome.lives[i].transmitted != expected || outcome.arrivals[i] != i) FAIL("upload " << i);
  }
}

TEST_CASE("a link that gives each of its transfers less than the least rate is refused") {
  // 1 kbit/s is 131 units, so 132 connections cannot each have one.
  Scenario scenario = with_providers("bandwidth=1Mbit/s,server0.down=1kbit/s", 132);
  for (std::size_t i = 0; i < 132; ++i)
    scenario.messages.push_back({2 + i, 0, SimTime{0}, Bytes{1}});
  CHECK_THROWS_AS(run(scenario), UserError);
  scenario.messages.pop_back();
  CHECK_NOTHROW(run(scenario));
}

}  // namespace
}  // namespace fathom::testing
