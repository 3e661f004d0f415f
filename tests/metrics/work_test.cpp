#include "metrics/work.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace fathom;

namespace {

/// Picoseconds of one unit at a speed in units a second, to the nearest.
std::int64_t picoseconds_at(double speed) { return std::llround(1e12 / speed); }

}  // namespace

TEST_CASE("a matrix product of a million multiply-adds takes 53 microseconds at 64 bits") {
  const Work product{.multiply_adds = 1'000'000};
  CHECK(reference_costs(64).time_of(product) == SimDuration{53'000});
  CHECK(reference_costs(128).time_of(product) == SimDuration{370'000});
  CHECK(reference_costs(121).time_of(product) == SimDuration{435'000});
}

// The speeds in the header; an element-wise kernel reads two streams and writes one.
TEST_CASE("the reference machine has the kernels' measured speeds") {
  const UnitCosts z64 = reference_costs(64), z128 = reference_costs(128),
                  q121 = reference_costs(121);
  CHECK(z64.multiply_add_ps == picoseconds_at(19.0e9));
  CHECK(z128.multiply_add_ps == picoseconds_at(2.7e9));
  CHECK(q121.multiply_add_ps == picoseconds_at(2.3e9));
  CHECK(z64.element_ps == picoseconds_at(20e9 / (3 * 8)));
  CHECK(z128.element_ps == picoseconds_at(20e9 / (3 * 16)));
  CHECK(q121.element_ps == picoseconds_at(20e9 / (3 * 16)));
  CHECK(z64.generator_byte_ps == picoseconds_at(22.9e9));
  CHECK(z128.generator_byte_ps == picoseconds_at(22.9e9));
  CHECK(q121.generator_byte_ps == picoseconds_at(14.6e9));
  for (const UnitCosts& costs : {z64, z128, q121}) {
    CHECK(costs.memory_byte_ps == picoseconds_at(20e9));
  }
}

TEST_CASE("the prime fields cost what their kernels reach") {
  const UnitCosts m61 = reference_costs(61), m127 = reference_costs(127),
                  p270 = reference_costs(270), m521 = reference_costs(521);
  CHECK(m61.multiply_add_ps == picoseconds_at(4.2e9));
  CHECK(m127.multiply_add_ps == picoseconds_at(2.35e9));
  CHECK(p270.multiply_add_ps == picoseconds_at(0.08e9));
  CHECK(m521.multiply_add_ps == picoseconds_at(0.028e9));
  CHECK(m61.element_ps == picoseconds_at(20e9 / (3 * 8)));
  CHECK(m127.element_ps == picoseconds_at(20e9 / (3 * 16)));
  CHECK(p270.element_ps == picoseconds_at(1 / 12.7e-9));
  CHECK(m521.element_ps == picoseconds_at(1 / 24e-9));
  for (const UnitCosts& costs : {m61, m127, p270, m521}) {
    CHECK(costs.generator_byte_ps == picoseconds_at(14.6e9));
    CHECK(costs.memory_byte_ps == picoseconds_at(20e9));
  }
}

TEST_CASE("time is rounded up to the nanosecond, once for all kinds of work together") {
  const UnitCosts costs{1, 10, 100, 1000};
  CHECK(costs.time_of({}) == SimDuration{0});
  CHECK(costs.time_of({.multiply_adds = 1}) == SimDuration{1});
  CHECK(costs.time_of({.multiply_adds = 1000}) == SimDuration{1});
  CHECK(costs.time_of({.multiply_adds = 1001}) == SimDuration{2});
  CHECK(costs.time_of({.element_operations = 250}) == SimDuration{3});
  CHECK(costs.time_of({.generator_bytes = 11}) == SimDuration{2});
  CHECK(costs.time_of({.memory_bytes = 7}) == SimDuration{7});
  CHECK(costs.time_of({400, 40, 4, 0}) == SimDuration{2});  // 1200 ps, not three times 1 ns
}

TEST_CASE("the time of days of work does not overflow") {
  const Work work{.multiply_adds = 100'000'000'000'000'000};
  CHECK(reference_costs(121).time_of(work) == SimDuration{43'500'000'000'000'000});
}

TEST_CASE("work adds up kind by kind, and its units are all kinds together") {
  Work work{1, 20, 300, 4000};
  work += Work{5, 60, 700, 8000};
  CHECK(work == Work{6, 80, 1000, 12'000});
  CHECK(work + Work{1, 1, 1, 1} == Work{7, 81, 1001, 12'001});
  CHECK(work.units() == 13'086);
  CHECK_FALSE(Work{1, 0, 0, 0} == Work{0, 1, 0, 0});
}
