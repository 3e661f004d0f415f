#include "experiments/sweep/request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "experiments/sweep/values.hpp"
#include "metrics/errors.hpp"

namespace fathom {
namespace {

constexpr std::int64_t kMostJobs = 256;

void check(const SweepRequest& request) {
  if (request.repeat && (*request.repeat < 1 || *request.repeat > kMostRuns)) {
    throw UserError(fmt::format("--repeat is 1 to {}, not {}", kMostRuns, *request.repeat));
  }
  if (request.jobs && (*request.jobs < 1 || *request.jobs > kMostJobs)) {
    throw UserError(fmt::format("--jobs is 1 to {}, not {}", kMostJobs, *request.jobs));
  }
  if (request.jobs && !request.is_asked()) {
    throw UserError("--jobs goes with --sweep or --repeat: without them there is one run");
  }
}

/// CLI11 2.1 does not come back from an empty argument that belongs to no option.
void check_arguments(int argc, const char* const* argv) {
  const auto found = std::find_if(argv, argv + argc, [](const char* text) { return *text == 0; });
  if (found == argv + argc) return;
  throw UserError(
      fmt::format("argument {} is empty; leave it out, or write what it should say", found - argv));
}

bool asks_about_itself(const std::string& argument) {
  constexpr std::array<std::string_view, 5> kTexts{"--help", "-h", "--version", "--columns",
                                                   "--list-variants"};
  return std::ranges::find(kTexts, argument) != kTexts.end();
}

}  // namespace

void SweepRequest::add_to(CLI::App& app) {
  const auto group = app.add_option_group("Sweep");
  group
      ->add_option("--sweep", sweeps,
                   "Run once for each value of an option, such as latency=0.1ms:200ms:log12 (12 "
                   "points, or lin12), bandwidth=10Mbit/s,1Gbit/s or producer.up=...; values with "
                   "commas are separated by ;. Several give every combination, in one table with "
                   "the columns point, sweep_KEY and repeat")
      ->allow_extra_args(false)
      ->type_name("KEY=VALUES");
  group
      ->add_option("--repeat", repeat,
                   "Run every point N times, with --seed and the N - 1 seeds after it")
      ->type_name("N");
  group
      ->add_option("--jobs", jobs,
                   "Points run at a time, each with --threads 1 unless that is given; by default "
                   "one for each core. Results do not depend on it")
      ->type_name("N");
  group->add_flag("--dry-run", dry_run,
                  "Check the options of all points, list the points as CSV, and run nothing");
}

SweepRequest read_sweep_request(int argc, const char* const* argv) {
  check_arguments(argc, argv);
  SweepRequest request;
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  request.add_to(app);
  app.add_option("--out", request.out);
  app.add_option("--seed", request.seed);
  app.add_option("--threads", request.threads);
  app.parse(argc, argv);
  request.rest = app.remaining();
  if (std::ranges::any_of(request.rest, asks_about_itself)) return {};
  check(request);
  return request;
}

}  // namespace fathom
