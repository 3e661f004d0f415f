// Lets everything go wrong that can in a small private training, thousands of times, and counts how
// the runs ended: with the right result, to the bit, or with one clear error; never with a wrong
// result, and never not at all.

#include <fmt/format.h>

#include <iostream>

#include "experiments/experiment.hpp"
#include "experiments/fault_campaign/campaign.hpp"
#include "experiments/fault_campaign/subject.hpp"
#include "experiments/options.hpp"
#include "experiments/print_table.hpp"
#include "experiments/summary.hpp"
#include "metrics/errors.hpp"
#include "metrics/progress.hpp"
#include "nn/sigmoid_polynomial.hpp"

namespace {

using namespace fathom;

/// How far a run may be from its twin, whose truncations are exact: some units of truncation, times
/// what the layers after it make of them.
constexpr double kMostUnits = 256;

struct Options {
  std::uint32_t steps = 2;
  std::uint64_t seed = 1;
  CampaignSize size;
  std::vector<std::string> planted;
  std::string plan;
  bool restart = false, csv = false;
  NetworkOptions network;
  ProtocolOptions protocol;

  void add_to(CLI::App& app) {
    app.add_option("--steps", steps, "Training steps of the job")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    app.add_option("--seed", seed, "Of samples and shares")->capture_default_str();
    app.add_option("--seeds", size.seeds, "Runs of every kind of fault, each from a seed")
        ->check(CLI::Range(0, 1'000'000))
        ->capture_default_str();
    app.add_option("--first-seed", size.first_seed, "Of the plans")->capture_default_str();
    app.add_option("--every", size.every, "Crashes at every so many messages")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    app.add_option("--plant", planted,
                   "Bugs, to see that they are found: correction, swap, truncation")
        ->delimiter(',')
        ->check(CLI::IsMember({"correction", "swap", "truncation"}));
    app.add_option("--plan", plan, "Runs this plan alone and says how it ends")->type_name("PLAN");
    app.add_flag("--restart", restart, "With --plan: after an error the job starts anew");
    app.add_flag("--csv", csv, "Print the counts as CSV on standard output");
    protocol.add_to(app);
    network.add_to(app);
  }
};

void check_right(const Options& options, const FaultyJob& job, const FaultFree& right) {
  const double units = distance_to_twin(job, right.outputs);
  if (units > kMostUnits) {
    throw InternalError(fmt::format(
        "without a fault the results are {} units away from those in the clear (seed {})", units,
        options.seed));
  }
  std::cerr << fmt::format(
      "without a fault: {} messages, {} of virtual time, within {:.0f} units of the clear\n"
      "keys come from seed {}: {}\n",
      right.messages.size(), readable(right.end - SimTime{}), units, options.seed, kReproducible);
}

void run_one(const Options& options, const Campaign& campaign) {
  const FaultPlan plan = parse_fault_plan(options.plan);
  const std::size_t count = campaign.right().messages.size();
  for (const Fault& fault : plan.faults) {
    if (fault.message < count) continue;
    throw UserError(fmt::format("--plan names message {}, and the job sends messages 0 to {}",
                                fault.message, count - 1));
  }
  const FaultyEnd end = campaign.run({"", plan, options.restart});
  std::cerr << fmt::format("{} after {}, {} faults injected, {} old messages refused\n",
                           to_string(end.ending), readable(end.end - SimTime{}), end.injected,
                           end.refused);
  if (!end.text.empty()) std::cerr << "  " << end.text << '\n';
  if (end.ending == Ending::wrong || end.ending == Ending::hung) {
    throw InternalError("the run broke the promise");
  }
  for (const PartyFailure& failure : end.failures) {
    std::cerr << fmt::format("  {} {}: {}\n", readable(failure.time - SimTime{}),
                             to_string(failure.party), failure.what);
  }
}

void run_all(const Options& options, Campaign& campaign) {
  const auto runs = campaign_runs(options.size, campaign.right());
  Progress progress(std::cerr, progress_on_terminal(), "runs with faults", std::ssize(runs));
  for (const CampaignRun& run : runs) {
    const FaultyEnd end = campaign.count(run);
    if (end.ending == Ending::wrong || end.ending == Ending::hung) {
      std::cerr << fmt::format("{}: --plan {}{}: {}\n", to_string(end.ending), to_string(run.plan),
                               run.restarts ? " --restart" : "", end.text);
    }
    progress.advance(end.end);
  }
  progress.finish();
  const CsvTable table = campaign.table();
  options.csv ? table.write(std::cout) : print_table(std::cerr, table);
  std::cerr << fmt::format("{} runs: {} right, {} with an error, {} wrong, {} hung\n", runs.size(),
                           campaign.total(Ending::right), campaign.total(Ending::error),
                           campaign.total(Ending::wrong), campaign.total(Ending::hung));
  const std::int64_t bad = campaign.total(Ending::wrong) + campaign.total(Ending::hung);
  if (bad > 0) throw InternalError(fmt::format("{} runs broke the promise", bad));
}

void run_campaign(Options options) {
  if (options.protocol.list_variants) return print_variants(std::cout);
  for (const std::string& bug : options.planted) options.size.planted.push_back(fault_named(bug));
  if (!options.plan.empty()) static_cast<void>(parse_fault_plan(options.plan));
  const Settings settings = options.protocol.resolve();
  check_room(settings, reference_sigmoid().half_width_log2);
  const LossName loss = settings.likelihoods == Likelihoods::none ? LossName::one_against_one
                                                                  : LossName::cross_entropy;
  const TrainingSpec training = campaign_training(options.steps, loss);
  const FaultyJob job = campaign_job(training, settings, options.network.resolve(), options.seed);
  Campaign campaign(job);
  check_right(options, job, campaign.right());
  options.plan.empty() ? run_all(options, campaign) : run_one(options, campaign);
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  return run_experiment(
      argc, argv, "fault_campaign",
      "Lets delays, losses, crashes at every message, misbehaving peers and restarts happen to a "
      "small private training in virtual time, and counts how its runs end: right to the bit, or "
      "with one clear error.",
      "fault_campaign --seeds 200 --csv", [&options](CLI::App& app) { options.add_to(app); },
      [&options] { run_campaign(options); }, {Campaign::table_spec()});
}
