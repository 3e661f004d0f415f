// Runs a deployed job with all its parties as processes on this machine, and beside it simulated.

#include "experiments/deployment/comparison.hpp"
#include "experiments/deployment/local_run.hpp"
#include "experiments/experiment.hpp"

int main(int argc, char** argv) {
  using namespace fathom;
  LocalRunOptions options;
  int ended = 0;
  const int code = run_experiment(
      argc, argv, "deploy_local",
      "Runs the job of a deployment file in processes on this machine, one a party, over TCP or "
      "TLS on loopback or over an emulated link, and simulates it: rounds, messages, bytes and "
      "results must be equal, times are compared. Exit codes: 0 equal, 77 no link can be emulated "
      "here, and those of party.",
      "deploy_local --deployment job.toml --transport tls",
      [&options](CLI::App& app) { options.add_to(app); }, [&] { ended = run_locally(options); },
      deployment_table_specs());
  return code == 0 ? ended : code;
}
