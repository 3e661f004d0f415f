#include <catch2/catch.hpp>

#include "tests/experiments/deployment/small_job.hpp"

using namespace fathom;
using test::SmallJob;

// How long it takes is not for a test to say: the machine may be busy.
TEST_CASE("parties on hosts of their own, behind an emulated link, do what they do in simulation",
          "[slow]") {
  constexpr int kSkipped = 77;
  const SmallJob job;
  const test::Ended ended = job.deploy(job.write("", "epochs = 1\nseed = 3"),
                                       "--transport tcp --emulate latency=2ms,bandwidth=100Mbit/s");
  INFO(ended.err);
  if (ended.code == kSkipped) {
    WARN(ended.err);
    return;
  }
  CHECK(ended.code == 0);
  CHECK_THAT(ended.err, Catch::Contains("bit for bit"));
  CHECK_THAT(ended.err, Catch::Contains("duration: "));
}
