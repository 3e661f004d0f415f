#include <catch2/catch.hpp>

#include "actors/faults/draw_plan.hpp"
#include "tests/actors/faults/small_job.hpp"

using namespace fathom;
using test::small_faulty_job;

// Each is planted in runs of its own; the plan names the run that found it.
TEST_CASE("a dropped correction, a swapped share and a truncation that is off by one are found") {
  for (const Delivery delivery : {Delivery::full, Delivery::seeded}) {
    Settings settings;
    settings.material = settings.inputs = delivery;
    const FaultyJob job = small_faulty_job(settings);
    const FaultFree right = run_without_faults(job);
    for (const FaultKind bug : {FaultKind::correction, FaultKind::swap, FaultKind::truncation}) {
      for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        const FaultPlan plan = draw_plan(bug, seed, right);
        const FaultyEnd end = run_with_faults(job, plan, right);
        INFO(to_string(plan) << ": " << end.text);
        CHECK(end.ending == Ending::wrong);
      }
    }
  }
}
