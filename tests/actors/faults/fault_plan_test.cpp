#include <catch2/catch.hpp>

#include "actors/faults/fault.hpp"
#include "metrics/errors.hpp"

using namespace fathom;

TEST_CASE("a plan is a line that reads back as it was") {
  const std::string line =
      "seed=17,delay@12+30ms,cut=server0-server1@33+500ms,slow=server1+20,loss+30,"
      "crash-sending@57,vanish=producer@4,reorder+1us,truncation";
  const FaultPlan plan = parse_fault_plan(line);
  CHECK(plan.seed == 17);
  REQUIRE(plan.faults.size() == 8);
  CHECK(plan.faults[0] == Fault{.kind = FaultKind::delay,
                                .party = {},
                                .peer = {},
                                .message = 12,
                                .time = SimDuration{30'000'000}});
  CHECK(plan.faults[1].party == kServer0);
  CHECK(plan.faults[1].peer == kServer1);
  CHECK(plan.faults[2].amount == 20);
  CHECK(to_string(plan) == line);
  CHECK(parse_fault_plan(to_string(plan)) == plan);
}

TEST_CASE("every kind of fault has a name that reads back") {
  for (std::size_t i = 0; i < kFaultKinds; ++i) {
    const auto kind = static_cast<FaultKind>(i);
    CHECK(fault_named(to_string(kind)) == kind);
  }
}

TEST_CASE("a plan that says too little or too much is refused with what is missing") {
  CHECK_THROWS_WITH(parse_fault_plan("bang@3"),
                    Catch::Contains("no fault \"bang\"") && Catch::Contains("crash-sending"));
  CHECK_THROWS_WITH(parse_fault_plan("delay+3ms"), Catch::Contains("which message"));
  CHECK_THROWS_WITH(parse_fault_plan("delay@3"), Catch::Contains("how much"));
  CHECK_THROWS_WITH(parse_fault_plan("vanish@3"), Catch::Contains("which party"));
  CHECK_THROWS_WITH(parse_fault_plan("vanish=server7@3"), Catch::Contains("names no party"));
  CHECK_THROWS_WITH(parse_fault_plan("cut=server0@3+1s"), Catch::Contains("which two parties"));
  CHECK_THROWS_WITH(parse_fault_plan("crash-sending@x"), Catch::Contains("whole number"));
  for (const char* line : {"seed=", "slow=server0+0", "loss+1001", "delay@3+5", "loss+30@4"}) {
    CHECK_THROWS_AS(parse_fault_plan(line), UserError);
  }
}
