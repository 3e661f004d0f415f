#include <catch2/catch.hpp>

#include "tests/actors/faults/small_job.hpp"

using namespace fathom;
using test::fault_at;
using test::plan_of;
using test::small_faulty_job;

TEST_CASE("another start of a job has other keys and the same costs") {
  const FaultyJob job = small_faulty_job();
  const FaultFree first = run_without_faults(job, 0);
  const FaultFree second = run_without_faults(job, 1);
  CHECK(first.content_digest != second.content_digest);
  CHECK(first.end == second.end);
  REQUIRE(first.messages.size() == second.messages.size());
  for (std::size_t i = 0; i < first.messages.size(); ++i) {
    CHECK(first.messages[i].header.tag == second.messages[i].header.tag);
    CHECK(first.messages[i].header.epoch == 0);
    CHECK(second.messages[i].header.epoch == 1);
  }
}

TEST_CASE("after a crash a job starts anew and is right, whatever of the first start comes again") {
  const FaultyJob job = small_faulty_job();
  const std::array<FaultFree, 2> right{run_without_faults(job, 0), run_without_faults(job, 1)};
  const std::size_t count = right[0].messages.size();
  std::int64_t refused = 0;
  for (std::size_t i = 3; i < count; i += count / 12) {
    const FaultPlan plan = plan_of(fault_at(FaultKind::crash_sending, i));
    const FaultyEnd end = run_with_restart(job, plan, right);
    INFO(to_string(plan) << ": " << end.text);
    CHECK(end.ending == Ending::right);
    refused += end.refused;
  }
  CHECK(refused > 100);
}
