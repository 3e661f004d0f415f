#include <catch2/catch.hpp>

#include "tests/experiments/deployment/small_job.hpp"

using namespace fathom;
using test::check_refused;
using test::run_command;
using test::SmallJob;

TEST_CASE("a wrong option of party is one sentence and exit code 2", "[slow]") {
  const SmallJob job;
  const std::string good = job.write(test::tcp_head({7101, 7102, 7103}), "epochs = 1");
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "--deployment is missing"},
      {"--deployment " + good, "--role '' is no party"},
      {"--deployment " + good + " --role server7", "--role 'server7' is no party"},
      {"--deployment " + good + " --role provider9", "the job has no party provider9"},
      {"--deployment " + good + " --role likelihood", "the job has no party likelihood"},
      {"--deployment /no/such.toml --role server0", "/no/such.toml cannot be read"},
      {"--deployment " + good + " --role server0 --listen here", "write host:port"},
      {"--deployment " + good + " --role server0 --report /no/such/place/r.json",
       "--report /no/such/place/r.json"},
      {"--deployment " + good + " --role server0 --colour red", "--colour"},
      {"--deployment " + good + " --role server0 --threads 0", "--threads"},
  };
  for (const auto& [options, expected] : cases) {
    INFO(options);
    check_refused(run_command(job.scratch().path(), "party", options), expected);
  }
}

TEST_CASE("a wrong setting of the job is one sentence that says where, and exit code 2", "[slow]") {
  const SmallJob job;
  const std::vector<std::pair<std::string, std::string>> cases{
      {"epochs = -1", "[job]"},
      {"epochs = \"many\"", "--epochs"},
      {"colour = \"red\"", "'colour' is no setting of a deployed train_classifier"},
      {"out = \"tables\"", "'out' is no setting of a deployed train_classifier"},
      {"network = \"wan\"", "'network' is no setting of a deployed train_classifier"},
      {"ring = \"z65\"", "z64, z128, q121"},
      {"variant = \"quickest\"", "the names are"},
      {"seed = -4", "a seed is a whole number"},
      {"samples = 99", "--samples 99 is more than"},
      {"half-width = 7", "8, 16 or 32"},
      {"providers = 0", "--providers"},
      {"first-input-gradient = 3", "'first-input-gradient' is true or false, and nothing else"},
      {"epochs = true", "'epochs' is neither true nor false: write its value"},
  };
  for (const auto& [setting, expected] : cases) {
    INFO(setting);
    const std::string file = job.write(test::tcp_head({7101, 7102, 7103}), setting);
    check_refused(run_command(job.scratch().path(), "party", "--role server0 --deployment " + file),
                  expected);
    check_refused(job.deploy(file, ""), expected);
  }
}

TEST_CASE("an experiment that cannot be deployed is one sentence") {
  const SmallJob job;
  const std::string file = (job.scratch() / "other.toml").string();
  std::ofstream(file) << test::tcp_head({7101, 7102, 7103}) << "[job]\nexperiment = \"sweep\"\n";
  check_refused(job.deploy(file, ""),
                "'sweep' is no experiment that can be deployed; there are "
                "predict, train_classifier, training_step");
}

TEST_CASE("a wrong option of deploy_local is one sentence and exit code 2", "[slow]") {
  const SmallJob job;
  const std::string good = job.write("", "epochs = 1\nseed = 1");
  check_refused(run_command(job.scratch().path(), "deploy_local", ""), "--deployment is missing");
  const std::vector<std::pair<std::string, std::string>> cases{
      {"--transport udp", "--transport is tcp or tls, not 'udp'"},
      {"--table totals", "the tables are deployment_operations"},
      {"--party-threads 0", "--party-threads"},
      {"--emulate fast", "fast"},
      {"--emulate latency=10ms", "give a latency and a bandwidth"},
      {"--network nowhere", "ideal, lan, wan, mobile"},
      {"--compute quick", "free, modelled or measured"},
      {"--out " + good, "is a file"},
  };
  for (const auto& [options, expected] : cases) {
    INFO(options);
    check_refused(job.deploy(good, options), expected);
  }
}

TEST_CASE("TLS without key, certificate and authority is refused in one sentence") {
  const SmallJob job;
  std::string head = test::tcp_head({7101, 7102, 7103});
  head.replace(head.find("tcp"), 3, "tls");
  const auto refused = [&](const std::string& tls, const std::string& expected) {
    const std::string file = job.write(head + tls, "epochs = 1");
    check_refused(run_command(job.scratch().path(), "party", "--role server0 --deployment " + file),
                  expected);
  };
  const std::string expected = "TLS needs a key, a certificate and an authority";
  refused("", expected);
  refused("[tls]\nkey = \"a\"\ncertificate = \"b\"\n", expected);
  refused("[tls]\nkey = \"a\"\nauthority = \"b\"\n", expected);
  refused("[tls]\ncertificate = \"a\"\nauthority = \"b\"\n", expected);
  refused("[tls]\nkey = \"a\"\ncertificate = \"b\"\nauthority = \"c\"\n", "cannot be used");
}

TEST_CASE("a wrong option of make_certificates is one sentence and exit code 2") {
  const SmallJob job;
  const auto refused = [&](const std::string& options, const std::string& expected) {
    check_refused(run_command(job.scratch().path(), "make_certificates", options), expected);
  };
  refused("", "--out is missing");
  refused("--out " + (job.scratch() / "keys").string() + " --parties server0,nobody",
          "'nobody' is no party");
  refused("--out " + (job.scratch() / "keys").string() + " --days 0", "--days");
  refused("--out " + (job.scratch() / "features.npy").string(), "cannot be made");
}
