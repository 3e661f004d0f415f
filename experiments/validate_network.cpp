// Holds the network model against the kernel's own TCP: messages between network namespaces, over
// an emulated link of known rate and latency, beside what the simulation says of the same messages.

#include "experiments/experiment.hpp"
#include "experiments/validation/comparison.hpp"
#include "experiments/validation/run.hpp"

namespace {

using namespace fathom;

void add_options(CLI::App& app, ValidationOptions& options) {
  GridChoice& grid = options.grid;
  app.add_option("--only", grid.only, std::string("Parts of the grid, of ") + kGridParts)
      ->delimiter(',')
      ->type_name("PARTS");
  const auto sizes = app.add_option("--sizes", grid.sizes, "Framed bytes, instead of the grid's")
                         ->check(CLI::Range(1, 64 * 1024 * 1024))
                         ->delimiter(',')
                         ->type_name("BYTES");
  const auto bandwidths =
      app.add_option("--bandwidths", grid.bandwidths,
                     "Instead of the grid's, such as 20Mbit/s; exact up to some 200Mbit/s")
          ->delimiter(',')
          ->type_name("RATES");
  const auto latencies =
      app.add_option("--latencies", grid.latencies, "One way, instead of the grid's, such as 5ms")
          ->delimiter(',')
          ->type_name("TIMES");
  const auto repeats = app.add_option("--repeats", options.repeats,
                                      "Measurements of each point; their median counts")
                           ->check(CLI::Range(1, 100))
                           ->capture_default_str();
  app.add_option("--measured", options.measured,
                 "A former validation.csv: takes what it measured, and only simulates again")
      ->excludes(sizes)
      ->excludes(bandwidths)
      ->excludes(latencies)
      ->excludes(repeats)
      ->type_name("FILE");
  app.add_option("--out", options.directory, "Directory for validation.csv")->type_name("DIR");
  app.add_flag("--csv", options.csv, "Print the table as CSV on standard output");
}

}  // namespace

int main(int argc, char** argv) {
  constexpr int kSkipped = 77;
  ValidationOptions options;
  bool skipped = false;
  const int code = run_experiment(
      argc, argv, "validate_network",
      "Compares the simulated network with the kernel's TCP over links that it emulates between "
      "network namespaces of its own: one message on cold, warm and idle connections, four "
      "uploads at once, and a producer's fan-out. Needs root and /dev/net/tun; without them it "
      "says so and ends with code 77. The whole grid takes about a quarter of an hour.",
      "validate_network --only cold,warm --repeats 5 --out results/validation",
      [&options](CLI::App& app) { add_options(app, options); },
      [&] { skipped = !run_validation(options); }, {validation_spec()});
  return skipped ? kSkipped : code;
}
