// Runs one protocol question under every variant that answers it, for real, and shows predicted and
// measured costs side by side.

#include <fmt/format.h>

#include <iostream>

#include "experiments/compare/subjects.hpp"
#include "experiments/experiment.hpp"
#include "experiments/options.hpp"
#include "experiments/print_table.hpp"
#include "metrics/errors.hpp"

namespace fathom {
namespace {

struct Options {
  std::string what;
  std::size_t batch = 32;
  std::int64_t most_elements = 100'000'000;
  std::uint64_t seed = 1;
  bool csv = false;
  NetworkOptions network;
  ProtocolOptions protocol;

  void add_to(CLI::App& app) {
    std::string subjects_help = "What to compare:";
    for (const Subject& subject : subjects()) {
      subjects_help += fmt::format(" {} ({});", subject.name, subject.meaning);
    }
    app.add_option("WHAT", what, subjects_help);
    app.add_option("--batch-size", batch, "Samples in a batch")
        ->check(CLI::Range(1, 65536))
        ->capture_default_str();
    app.add_option("--most-elements", most_elements,
                   "A row that sends more ring elements is predicted and not run")
        ->capture_default_str();
    app.add_option("--seed", seed, "Seed of operands and shares")->capture_default_str();
    app.add_flag("--csv", csv, "Print the table as CSV on standard output");
    protocol.add_to(app);
    network.add_to(app);
    app.final_callback([this] {
      if (!what.empty()) static_cast<void>(subject_named(what));
    });
  }
};

void compare(const Options& options) {
  if (options.protocol.list_variants) return print_variants(std::cout);
  if (options.what.empty()) throw UserError("name what to compare, for example: compare dense");
  const Subject& subject = subject_named(options.what);
  CompareOptions compared;
  compared.settings = options.protocol.resolve();
  compared.batch = options.batch;
  compared.conditions.network = options.network.resolve();
  compared.conditions.compute = options.network.resolve_compute();
  compared.conditions.seed = options.seed;
  compared.conditions.most_elements = options.most_elements;
  std::int64_t rows = 0;
  const bool terminal = progress_on_terminal();
  const CsvTable table = subject.compare(compared, [&] {
    ++rows;
    if (terminal) std::cerr << fmt::format("\r{}: {} rows", subject.name, rows);
  });
  if (terminal) std::cerr << '\r';
  if (options.csv) {
    table.write(std::cout);
  } else {
    print_table(std::cerr, table);
  }
}

}  // namespace
}  // namespace fathom

int main(int argc, char** argv) {
  using namespace fathom;
  Options options;
  return run_experiment(
      argc, argv, "compare",
      "Compares the variants of one piece of the protocol: every row is run for real on the "
      "network, and its predicted and measured costs are equal.",
      "compare dense --network wan --material seeded --csv",
      [&options](CLI::App& app) { options.add_to(app); }, [&options] { compare(options); });
}
