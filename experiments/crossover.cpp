// Where one variant overtakes another: over latency, bandwidth, batch size or degree, with the
// interval in which it does.

#include <fmt/format.h>

#include <iostream>

#include "experiments/crossover/contest.hpp"
#include "experiments/experiment.hpp"
#include "metrics/errors.hpp"

namespace {

using namespace fathom;

struct Options {
  ContestOptions contest;
  bool csv = false;
};

void look_for_crossovers(const Options& options) {
  if (options.contest.protocol.list_variants) return print_variants(std::cout);
  if (options.contest.what.empty()) {
    throw UserError(
        "name a subject or two recorded runs, for example: crossover sigmoid --a "
        "sigmoid=sequential --b sigmoid=powers+switch --over latency=0.1ms:200ms");
  }
  const Contest contest = contest_of(options.contest);
  const bool terminal = progress_on_terminal();
  int tried = 0;
  const CrossingSearch found = find_crossings(contest.range, [&](std::int64_t value) {
    if (terminal) std::cerr << fmt::format("\r{} values tried", tried++);
    return contest.duel(value);
  });
  if (terminal) std::cerr << '\r';
  print_crossovers(std::cerr, contest, found);
  if (options.csv) crossovers_table(contest, found).write(std::cout);
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  return run_experiment(
      argc, argv, "crossover",
      "Finds where one variant overtakes another, by bisection over latency, bandwidth, batch size "
      "or degree.",
      "crossover sigmoid --a sigmoid=sequential --b sigmoid=powers+switch --over "
      "latency=0.1ms:200ms --ring q121 --fractional-bits 16",
      [&options](CLI::App& app) {
        options.contest.add_to(app);
        app.add_flag("--csv", options.csv, "Print the crossings as CSV on standard output");
      },
      [&options] { look_for_crossovers(options); }, {crossovers_spec()});
}
