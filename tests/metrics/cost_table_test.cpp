#include "metrics/cost_table.hpp"

#include <catch2/catch.hpp>

#include "metrics/compute.hpp"

using namespace fathom;

namespace {

CostTable table() {
  CostTable costs("here");
  costs.set(64, {{{1'000, 400}, {100'000, 60}}, {{500, 900}, {5'000, 70}}, 1'000, 50, 25});
  return costs;
}

SimDuration product(Operation operation, std::int64_t multiply_adds) {
  return table().time_of(64, operation, {.multiply_adds = multiply_adds});
}

}  // namespace

TEST_CASE("a product costs by its kind and size; the last size counts for all that are larger") {
  CHECK(product(Operation::matmul, 1'000) == SimDuration{400});
  CHECK(product(Operation::matmul, 1'001) == SimDuration{61});  // 60.06 ns
  CHECK(product(Operation::matmul, 1'000'000) == SimDuration{60'000});
  CHECK(product(Operation::convolve, 500) == SimDuration{450});
  CHECK(product(Operation::convolve, 1'000) == SimDuration{70});
}

TEST_CASE("other work costs by its units, and a ring that was not measured as on the reference") {
  const Work work{0, 1'000, 200, 400};
  CHECK(table().time_of(64, Operation::add, work) == SimDuration{1'000 + 10 + 10});
  CHECK(table().time_of(128, Operation::add, work) == reference_costs(128).time_of(work));
}

TEST_CASE("speed and cores divide what work takes, rounded up; measured time knows its cores") {
  const CostTable costs = table();
  const Work work{.element_operations = 1'000};
  const auto on = [&](HostPower power) {
    return time_of(Compute::modelled, 64, work, SimDuration{}, power, &costs).count();
  };
  CHECK(on({1'000'000, 1}) == 1'000);
  CHECK(on({250'000, 1}) == 4'000);
  CHECK(on({1'000'000, 3}) == 334);
  CHECK(on({2'000'000, 4}) == 125);
  CHECK(time_of(Compute::measured, 64, work, SimDuration{600}, {2'000'000, 4}) == SimDuration{300});
}
