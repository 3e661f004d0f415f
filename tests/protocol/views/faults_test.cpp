#include "tests/protocol/views/faults.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/protocol/views/marginal.hpp"
#include "tests/protocol/views/pairs.hpp"
#include "tests/protocol/views/possession.hpp"
#include "tests/protocol/views/program.hpp"

using namespace fathom;
using namespace fathom::test;

namespace {

constexpr std::size_t kRuns = 128;

/// Which of the three checks find something.
std::array<bool, 3> caught(const Settings& settings, const Fault& fault) {
  const auto large = large_values(settings);
  const Samples of_zeros = sampled(settings, zero_values(), 1, kRuns, fault);
  const Samples of_large = sampled(settings, large, 1001, kRuns, fault);
  return {!marginal(of_zeros, of_large).empty(), !pairs(of_large).empty(),
          !possession(settings, large, 1, fault).empty()};
}

/// The names of the first product's material and of the square's after it.
std::array<Tag, 2> first_tags(const Settings& settings) {
  const auto openings = openings_of(view_of(settings, zero_values(), 1));
  return {openings.at(0).tag, openings.at(2).tag};
}

void check_caught(const Settings& settings, const std::vector<PlantedFault>& faults) {
  for (const PlantedFault& planted : faults) {
    INFO(planted.name << ", " << describe(settings));
    CHECK(caught(settings, planted.fault) == planted.caught);
  }
}

bool any_with(const Findings& findings, const std::string& words) {
  return std::ranges::any_of(findings, [&](const std::string& finding) {
    return finding.find(words) != std::string::npos;
  });
}

}  // namespace

TEST_CASE("without a fault no check finds anything", "[slow]") {
  for (const Ring* ring : {&z64(), &m61()}) {
    const Settings settings = plain_variant(*ring, Delivery::seeded);
    CHECK(caught(settings, {}) == std::array<bool, 3>{});
  }
}

TEST_CASE("weak bytes are caught by openings alone or in pairs", "[slow]") {
  const Settings settings = plain_variant(z64(), Delivery::seeded);
  const auto [first, second] = first_tags(settings);
  check_caught(settings, faults_of_streams(first, second));
}

// In a field, where even twice a mask is uniform: nothing but possession can see these.
TEST_CASE("masks that the receiver knows are caught by possession", "[slow]") {
  for (const Delivery delivery : {Delivery::full, Delivery::seeded}) {
    const Settings settings = plain_variant(m61(), delivery);
    const auto [first, second] = first_tags(settings);
    check_caught(settings, faults_of_protocol(first, second));
  }
}

TEST_CASE("possession says what is wrong with the streams, and with the messages") {
  const Settings settings = plain_variant(z64(), Delivery::seeded);
  const auto values = large_values(settings);
  const auto [first, second] = first_tags(settings);
  const auto faults = faults_of_protocol(first, second);
  const Findings left_out = possession(settings, values, 1, faults[0].fault);
  CHECK(any_with(left_out, "server1 receives"));
  CHECK(stream_faults(view_of(settings, values, 1, faults[0].fault)).empty());
  const Findings one_key = possession(settings, values, 1, faults[1].fault);
  CHECK(any_with(one_key, "a key serves more than one pair"));
  CHECK(any_with(one_key, "server0 receives"));
  const Findings one_position = possession(settings, values, 1, faults[2].fault);
  CHECK(any_with(one_position, "draws one address twice"));
  CHECK(any_with(one_position, "server1 receives"));
}
