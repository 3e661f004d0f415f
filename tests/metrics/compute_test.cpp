#include "metrics/compute.hpp"

#include <catch2/catch.hpp>

#include "metrics/errors.hpp"

using namespace fathom;

TEST_CASE("work takes no time, the modelled time, or the measured time") {
  const Work work{.multiply_adds = 1'000'000, .element_operations = 1000};
  const SimDuration measured{77};
  CHECK(time_of(Compute::free, 64, work, measured) == SimDuration{0});
  CHECK(time_of(Compute::modelled, 64, work, measured) == SimDuration{53'000 + 1200});
  CHECK(time_of(Compute::modelled, 128, work, measured) == SimDuration{370'000 + 2400});
  CHECK(time_of(Compute::modelled, 121, work, measured) == SimDuration{435'000 + 2400});
  CHECK(time_of(Compute::measured, 64, work, measured) == measured);
}

TEST_CASE("the ways to charge compute are found by name") {
  for (const Compute compute : {Compute::free, Compute::modelled, Compute::measured}) {
    CHECK(compute_named(to_string(compute)) == compute);
  }
  CHECK(compute_named("free") == Compute::free);
  CHECK(compute_named("modelled") == Compute::modelled);
  CHECK(compute_named("measured") == Compute::measured);
}

TEST_CASE("a wrong way to charge compute is told the choices") {
  CHECK_THROWS_AS(compute_named("fast"), UserError);
  CHECK_THROWS_WITH(compute_named("fast"), "--compute is free, modelled or measured, not 'fast'");
  CHECK_THROWS_AS(compute_named(""), UserError);
}
