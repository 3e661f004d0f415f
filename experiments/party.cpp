// One party of a deployed job: a process of its own, over TCP or TLS.

#include <fmt/format.h>

#include <iostream>
#include <memory>

#include "experiments/deployment/jobs.hpp"
#include "experiments/experiment.hpp"
#include "experiments/summary.hpp"
#include "metrics/errors.hpp"
#include "metrics/printable.hpp"

namespace {

using namespace fathom;

struct Options {
  std::string deployment, role, listen, report;
  bool verbose = false;
};

PartyId role_of(const Options& options) {
  const auto party = party_named(options.role);
  if (party) return *party;
  throw UserError(
      fmt::format("--role '{}' is no party; there are server0, server1, producer, "
                  "receiver, likelihood, provider0, provider1, ...",
                  printable(options.role, 60)));
}

void say(PartyId self, const std::string& sentence) {
  std::cerr << fmt::format("party {}: {}\n", to_string(self), sentence) << std::flush;
}

OnStep steps_of(PartyId self, std::int64_t steps, bool verbose) {
  if (!verbose) return nullptr;
  return [self, steps, done = std::make_shared<std::int64_t>(0)] {
    say(self, fmt::format("step {} of {}", ++*done, steps));
  };
}

/// Returns the exit code.
int run(const Options& options) {
  if (options.deployment.empty()) throw UserError("--deployment is missing; name a TOML file");
  const PartyId self = role_of(options);
  check_file_destination("--report", options.report);
  PartyPlace place;
  place.self = self;
  place.deployment = read_deployment(options.deployment);
  place.deployment.check_complete();
  if (!options.listen.empty()) place.listen = parse_endpoint(options.listen, "--listen");
  place.log = [self](const std::string& sentence) { say(self, sentence); };
  place.on_end = [self](const PartyEnd& end) {
    say(self, end.kind == EndKind::done ? "done" : printable(end.why, 2'000));
  };
  const auto job = std::make_shared<DeployedJob>(deployed_job(place.deployment));
  if (job->seed) {
    say(self, fmt::format("all keys come from the job's seed: {}", kReproducible));
  }
  PartyReport report =
      run_party(place, party_job(job, self, steps_of(self, job->run.steps, options.verbose)));
  // A digest of secret payloads helps whoever guesses at them; it is for the comparison with a
  // simulation, which needs a seed.
  if (!job->seed) report.content = 0;
  if (!options.report.empty()) write_report(report, options.report);
  return static_cast<int>(report.end.kind);
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  int ended = 0;
  const int code = run_experiment(
      argc, argv, "party",
      "Runs one party of the job that a deployment file describes: connects to the others, over "
      "mutual TLS, or over TCP on loopback, in whatever order they are started, and does its part. "
      "Exit codes: 0 done, 1 a bug, 2 a mistake in what it was given, 3 another party was lost, 4 "
      "a deadline passed, 5 a party broke the protocol, 6 refused by another party.",
      "party --deployment job.toml --role server0",
      [&options](CLI::App& app) {
        app.add_option("--deployment", options.deployment, "The file that all parties have")
            ->type_name("FILE");
        app.add_option("--role", options.role, "Which party this is: server0, provider1, ...")
            ->type_name("NAME");
        app.add_option("--listen", options.listen,
                       "Where it listens, when others reach it under another address")
            ->type_name("HOST:PORT");
        app.add_option("--report", options.report,
                       "Write what it measured and, the receiver, learned (JSON)")
            ->type_name("FILE");
        app.add_flag("--verbose", options.verbose, "Say every step that is done");
      },
      [&] { ended = run(options); }, {});
  return code == 0 ? ended : code;
}
