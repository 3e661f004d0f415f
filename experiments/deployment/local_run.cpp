#include "experiments/deployment/local_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <utility>

#include "actors/deployment/certificates.hpp"
#include "actors/deployment/deployment.hpp"
#include "experiments/deployment/comparison.hpp"
#include "experiments/deployment/emulated_hosts.hpp"
#include "experiments/deployment/jobs.hpp"
#include "experiments/deployment/processes.hpp"
#include "experiments/print_table.hpp"
#include "experiments/summary.hpp"
#include "experiments/sweep/scratch.hpp"
#include "metrics/errors.hpp"
#include "metrics/progress.hpp"

namespace fathom {
namespace {

namespace fs = std::filesystem;
using Ended = std::map<PartyId, PartyProcesses::Ended>;

/// The deployment as it is run here: ports that are free, or hosts that are emulated, and
/// certificates of its own.
Deployment placed(Deployment deployment, const LocalRunOptions& options,
                  const std::set<PartyId>& parties, const EmulatedHosts* hosts,
                  const fs::path& scratch) {
  if (!options.transport.empty()) deployment.tls = options.transport == "tls";
  const std::vector<std::uint16_t> ports = free_ports(std::size(kHubs));
  for (std::size_t i = 0; i < std::size(kHubs); ++i) {
    deployment.roles[kHubs[i]] =
        hosts != nullptr ? hosts->endpoint(kHubs[i]) : Endpoint{"127.0.0.1", ports[i]};
  }
  if (hosts != nullptr) deployment.unprotected = true;
  deployment.files.reset();
  if (!deployment.tls) return deployment;
  std::vector<std::string> names;
  for (const PartyId party : parties) names.push_back(to_string(party));
  make_certificates(scratch / "keys", names, 1);
  deployment.files = TlsFiles{"keys/{role}.key", "keys/{role}.pem", "keys/authority.pem"};
  return deployment;
}

fs::path party_program() { return fs::read_symlink("/proc/self/exe").parent_path() / "party"; }

Ended run_processes(PartyProcesses& processes, const Deployment& deployment,
                    const std::set<PartyId>& parties, const LocalRunOptions& options,
                    const EmulatedHosts* hosts, const fs::path& file) {
  constexpr SimDuration kGrace{10'000'000'000};
  for (const PartyId party : parties) {
    std::function<void()> inside;
    if (hosts != nullptr) inside = [hosts, party] { hosts->enter(party); };
    processes.start(party, file, {"--threads", std::to_string(options.party_threads)}, inside);
  }
  return processes.wait(deployment.deadlines.connect + deployment.deadlines.job + kGrace);
}

/// The exit code of the first party that did not end well, after what it said.
int worst(const Ended& ended, const std::set<PartyId>& parties) {
  int code = 0;
  for (const PartyId party : parties) {
    const auto found = ended.find(party);
    if (found == ended.end()) {
      std::cerr << fmt::format("party {} did not end in time\n", to_string(party));
      code = code == 0 ? 1 : code;
      continue;
    }
    if (found->second.code == 0) continue;
    std::cerr << found->second.said;
    if (found->second.signal != 0) {
      std::cerr << fmt::format("party {} was ended by signal {}\n", to_string(party),
                               found->second.signal);
    }
    if (code == 0) code = std::max(found->second.code, 1);
  }
  return code;
}

NetworkOptions network_of(const LocalRunOptions& options, bool tls) {
  NetworkOptions network = options.network;
  if (!options.emulate.empty()) network.network = EmulatedHosts::simulated_line(options.emulate);
  if (tls) network.overrides.emplace_back("tls=on");
  return network;
}

void print_times(const RealRun& real, const RunReport& report) {
  const SimDuration simulated{report.measured->timeline->end().ns()};
  const SimDuration took = real.duration();
  std::cerr << fmt::format(
      "duration: {} in reality, {} simulated ({:+.1f} %)\n", readable(took), readable(simulated),
      100.0 * (static_cast<double>(simulated.count()) / static_cast<double>(took.count()) - 1.0));
  for (const PartyId server : {kServer0, kServer1}) {
    const PartyReport& own = real.reports.at(server);
    std::cerr << fmt::format(
        "{}: {:.0f} % of its time in kernels\n", to_string(server),
        100.0 * static_cast<double>(own.busy.count()) /
            static_cast<double>(std::max<std::int64_t>(own.elapsed.count(), 1)));
  }
}

void print_lateness(const RelayLateness& lateness) {
  if (lateness.packets == 0) return;
  std::cerr << fmt::format("the emulated link was late by {} on average, {} at most\n",
                           readable(SimDuration{lateness.sum.count() / lateness.packets}),
                           readable(lateness.greatest));
}

void deliver_tables(const std::vector<CsvTable>& tables, const LocalRunOptions& options) {
  if (!options.directory.empty()) write_tables(tables, options.directory);
  for (const CsvTable& table : tables) {
    if (table.name() == options.table) table.write(std::cout);
    std::cerr << table.name() << ":\n";
    print_table(std::cerr, table);
  }
}

}  // namespace

int run_locally(const LocalRunOptions& options) try {
  options.check();
  const Deployment asked = read_deployment(options.deployment);
  const bool tls = options.transport.empty() ? asked.tls : options.transport == "tls";
  const auto job = std::make_shared<DeployedJob>(deployed_job(asked, network_of(options, tls)));
  const std::set<PartyId> parties = parties_of(job->run.settings, job->run.plan);
  const InputData data = job->data();
  check_encodings(data, job->run.settings);
  std::unique_ptr<EmulatedHosts> hosts;
  if (!options.emulate.empty()) hosts = std::make_unique<EmulatedHosts>(options.emulate, parties);
  const Scratch scratch;
  const Deployment deployment = placed(asked, options, parties, hosts.get(), scratch.path());
  const fs::path file = scratch.path() / "deployment.toml";
  std::ofstream(file) << to_text(deployment);

  PrivateRun simulation(job->run);
  simulation.predict();
  SimulatedRun simulated;
  simulated.outputs = simulation.measure(data, "simulating");
  simulated.report = &simulation.report();
  PartyProcesses processes(party_program(), scratch.path());
  const Ended ended = run_processes(processes, deployment, parties, options, hosts.get(), file);
  if (const int code = worst(ended, parties); code != 0) return code;

  RealRun real;
  for (const PartyId party : parties) {
    real.reports[party] = read_report(processes.report(party));
  }
  const std::vector<CsvTable> tables = compare_runs(real, simulated);
  deliver_tables(tables, options);
  const auto lines = unequal(tables, real, simulated, job->seed.has_value());
  if (!lines.empty()) {
    throw InternalError("the deployed run differs from the simulated one: " + lines.front());
  }
  std::cerr << fmt::format(
      "{} parties over {}: rounds, messages and message bytes of every row are those of the "
      "simulation{}\n",
      parties.size(), tls ? "TLS" : "TCP",
      job->seed ? ", and so, bit for bit, are all that was sent and what the receiver learned"
                : "");
  print_times(real, *simulated.report);
  if (job->seed)
    std::cerr << fmt::format("keys come from seed {}: {}\n", *job->seed, kReproducible);
  if (hosts) print_lateness(hosts->stop());
  return 0;
} catch (const EmulationUnavailable& unavailable) {
  constexpr int kSkipped = 77;
  std::cerr << "deploy_local: skipped, for " << unavailable.what() << '\n';
  return kSkipped;
}

void LocalRunOptions::add_to(CLI::App& app) {
  app.add_option("--deployment", deployment,
                 "The deployment file; the addresses and keys that it names are not used, for all "
                 "parties run here, on free ports and with keys made for the run")
      ->type_name("FILE");
  app.add_option("--transport", transport, "tcp or tls, instead of the file's")->type_name("NAME");
  app.add_option("--emulate", emulate,
                 "A link between network namespaces, one a party, instead of loopback: such as "
                 "latency=10ms,bandwidth=100Mbit/s; needs root and /dev/net/tun")
      ->type_name("LINE");
  app.add_option("--party-threads", party_threads, "Threads of each party's kernels")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  app.add_option("--out", directory, "Directory for the tables, as CSV files")->type_name("DIR");
  app.add_option("--table", table,
                 "Print one table on standard output: deployment_operations, deployment_links or "
                 "deployment_parties")
      ->type_name("NAME");
  network.add_to(app);
}

void LocalRunOptions::check() const {
  if (deployment.empty()) throw UserError("--deployment is missing; name a TOML file");
  if (!transport.empty() && transport != "tcp" && transport != "tls") {
    throw UserError(fmt::format("--transport is tcp or tls, not '{}'", transport));
  }
  const auto specs = deployment_table_specs();
  if (!table.empty() && std::ranges::find(specs, table, &TableSpec::name) == specs.end()) {
    throw UserError(
        fmt::format("--table '{}' is no table; the tables are deployment_operations, "
                    "deployment_links and deployment_parties",
                    table));
  }
  check_directory_destination("--out", directory);
}

}  // namespace fathom
