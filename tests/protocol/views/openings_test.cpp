#include <catch2/catch.hpp>

#include "protocol/tensor_math.hpp"
#include "tests/protocol/views/marginal.hpp"
#include "tests/protocol/views/pairs.hpp"
#include "tests/protocol/views/program.hpp"

using namespace fathom;
using namespace fathom::test;

namespace {

/// Seeds of one input, and where those of the other begin.
constexpr std::size_t kRuns = 128;
constexpr std::uint64_t kOtherSeeds = 100'000;

void check_openings(const Settings& settings) {
  INFO(describe(settings));
  const Samples zeros = sampled(settings, zero_values(), 1, kRuns);
  const Samples large = sampled(settings, large_values(settings), kOtherSeeds, kRuns);
  const Findings alone = marginal(zeros, large);
  INFO("one at a time:\n" << to_text(alone));
  CHECK(alone.empty());
  const Findings together = pairs(large);
  INFO("in pairs:\n" << to_text(together));
  CHECK(together.empty());
}

}  // namespace

TEST_CASE("openings are uniform, alone and in pairs, whatever the inputs", "[slow]") {
  const std::vector<Settings> variants = viewed_variants(Delivery::seeded);
  for (std::size_t i = 0; i < variants.size(); i += 13) check_openings(variants[i]);
}

TEST_CASE("openings are uniform, alone and in pairs, in every variant", "[slow]") {
  for (const Settings& settings : viewed_variants(Delivery::seeded)) check_openings(settings);
}

TEST_CASE("full and seeded material give the same openings") {
  const std::vector<Settings> seeded = viewed_variants(Delivery::seeded);
  const std::vector<Settings> full = viewed_variants(Delivery::full);
  for (std::size_t i = 0; i < seeded.size(); ++i) {
    INFO(describe(full[i]));
    const auto one = openings_of(view_of(seeded[i], large_values(seeded[i]), 5));
    const auto other = openings_of(view_of(full[i], large_values(full[i]), 5));
    REQUIRE(one.size() == other.size());
    CHECK(one.size() >= 4);
    for (std::size_t k = 0; k < one.size(); ++k) CHECK(equal(one[k].opened, other[k].opened));
  }
}
