// The models of others against figures that were worked out by hand, to their last digit.

#include "experiments/validation/reference_models.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace fathom;
using namespace fathom::literals;

namespace {

/// Whole microseconds, rounded: the last digit of the figures.
std::int64_t microseconds(SimDuration duration) {
  return std::llround(static_cast<double>(duration.count()) / 1e3);
}

}  // namespace

TEST_CASE("LV08 takes thirteen latencies and 0.97 of the bandwidth for data and a twentieth more") {
  CHECK(microseconds(lv08(Bytes{100'000}, 1_Mbit_per_s, 10_ms)) == 996'079);
}

TEST_CASE("LV08's window limits the rate as CM02's does") {
  const SimDuration unlimited = lv08(Bytes{1'000'000'000}, 1_Gbit_per_s, 10_ms);
  const SimDuration limited = lv08(Bytes{1'000'000'000}, 100_Gbit_per_s, 100_ms);
  CHECK(microseconds(unlimited) == std::llround(130'100 + 8e6 * 1.05 / 0.97));
  CHECK(microseconds(limited) == std::llround(1'301'000 + 1e15 * 0.2 / 4'194'304 * 1.05 / 0.97));
}

TEST_CASE("CM02 takes the latency once, and at most a window in a round trip") {
  const auto took = [](SimDuration latency) {
    return microseconds(cm02(Bytes{10'000'000'000}, 80_Gbit_per_s, latency));
  };
  CHECK(took(0_ms) == 1'000'000);
  CHECK(took(10_us) == 1'000'010);
  CHECK(took(1_ms) == 4'769'372);
  CHECK(took(100_ms) == 476'937'158);
}

TEST_CASE("CM02 without a window takes the latency and the bytes over the bandwidth") {
  CHECK(microseconds(cm02(Bytes{10'000'000'000}, 80_Gbit_per_s, 1_ms, {})) == 1'001'000);
}

// A leaf sends at 0; a host receives from its children in order of their subtrees' sizes.
TEST_CASE("LogGP's binomial tree reduces 1024 bytes on eight hosts") {
  const LogGp model{2500_ns, 1500_ns, 1000_ns, 6_ns};
  std::vector<std::int64_t> finished;
  for (const SimTime time : model.binomial_reduce(8, Bytes{1024})) finished.push_back(time.ns());
  CHECK(finished ==
        std::vector<std::int64_t>{34'914, 1'500, 13'138, 1'500, 24'776, 1'500, 13'138, 1'500});
}

TEST_CASE("LogGP's gap keeps two receives of a host apart") {
  const LogGp model{2500_ns, 1500_ns, 30'000_ns, 6_ns};
  const auto finished = model.binomial_reduce(4, Bytes{1});
  // Hosts 1 and 3 send until 1500 and are heard from 4000 on; host 2 has sent at 7000, is heard
  // from 11000 on, and waits until 30000 after the first.
  CHECK(finished[2] == SimTime{7'000});
  CHECK(finished[0] == SimTime{4'000 + 30'000 + 1'500});
}
