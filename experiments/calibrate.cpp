// Measures what work costs on this machine, once, for the compute model `modelled`.

#include <fmt/format.h>

#include <iostream>

#include "experiments/calibration/cost_file.hpp"
#include "experiments/calibration/measure.hpp"
#include "experiments/experiment.hpp"
#include "experiments/private_run.hpp"
#include "metrics/errors.hpp"
#include "metrics/progress.hpp"
#include "protocol/kernels/parallel.hpp"

namespace {

using namespace fathom;

struct CalibrateOptions {
  std::string file, name;
  std::vector<std::string> rings{"z64", "z128", "q121", "m61", "m127"};
  int repeats = 5;
};

void print(const std::string& ring, const CostTable::Ring& costs) {
  std::cerr << fmt::format(
      "{:<5} products {} to {} ps a multiply-add, of windows {} to {}; element {} ps, generator {} "
      "ps a byte, memory {} ps a byte\n",
      ring, costs.matmul.back().ps, costs.matmul.front().ps, costs.convolve.back().ps,
      costs.convolve.front().ps, costs.element_ps, costs.generator_byte_ps, costs.memory_byte_ps);
}

void calibrate(const CalibrateOptions& options) {
  check_file_destination("FILE", options.file);
  std::vector<const Ring*> rings;
  for (const std::string& name : options.rings) {
    const Ring& ring = ring_named(name);
    if (ring.id == RingId::reals) {
      throw UserError("--rings: nothing is secret in the reals; name rings such as z64 and q121");
    }
    rings.push_back(&ring);
  }
  set_threads(1);  // the costs are those of one core
  CostTable table(options.name);
  Progress progress(std::cerr, progress_on_terminal(), "calibrating",
                    std::ssize(rings) * figures_of_a_ring());
  for (const Ring* ring : rings) {
    table.set(ring->bits, measure_costs(*ring, options.repeats, [&] { progress.advance(); }));
  }
  progress.finish();
  for (std::size_t i = 0; i < rings.size(); ++i) {
    print(options.rings[i], table.rings().at(rings[i]->bits));
  }
  write_costs(table, options.file);
  std::cerr << fmt::format("costs written to {}: use them with --costs {}\n", options.file,
                           options.file);
}

}  // namespace

int main(int argc, char** argv) {
  CalibrateOptions options;
  return run_experiment(
      argc, argv, "calibrate",
      "Measures what each operation costs on one core of this machine, ring by ring and size by "
      "size, and writes the table that --costs reads.",
      "calibrate here.json --name here",
      [&options](CLI::App& app) {
        app.add_option("FILE", options.file, "Where the table goes")->required();
        app.add_option("--name", options.name, "What the column compute calls the table")
            ->required()
            ->check([](const std::string& name) {
              const bool fits = !name.empty() && name.size() <= 40 &&
                                name.find_first_of(":, \t\n\"") == std::string::npos;
              return std::string(fits ? "" : "--name is a word of up to 40 letters");
            });
        app.add_option("--rings", options.rings, "Which; p270 and m521 take a minute more")
            ->delimiter(',')
            ->capture_default_str();
        app.add_option("--repeats", options.repeats, "Of each figure, whose median counts")
            ->check(CLI::Range(1, 1'000))
            ->capture_default_str();
      },
      [&options] { calibrate(options); });
}
