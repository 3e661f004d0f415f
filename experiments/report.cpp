// Shows the tables of a run, or of a sweep, as one page: charts of where rounds, bytes and time go,
// and every table in full.

#include <iostream>

#include "experiments/experiment.hpp"
#include "experiments/private_run.hpp"
#include "experiments/report/page.hpp"
#include "nn/data/file.hpp"

namespace {

using namespace fathom;
namespace fs = std::filesystem;

struct Options {
  std::string directory, to;

  void add_to(CLI::App& app) {
    app.add_option("DIR", directory, "What an experiment's --out wrote, for a run or for a sweep")
        ->required();
    app.add_option("--to", to, "File for the page; by default report.html in DIR")
        ->type_name("FILE");
  }
};

void report(const Options& options) {
  const fs::path directory = options.directory;
  const fs::path page = options.to.empty() ? directory / "report.html" : fs::path(options.to);
  check_file_destination("--to", options.to);
  const std::vector<ReportTable> tables = read_report_tables(directory);
  write_file(page, bytes_in(report_page(fs::canonical(directory).filename().string(), tables)));
  std::cerr << "report written to " << page.string() << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  return run_experiment(
      argc, argv, "report",
      "Shows the tables of a run, or of a sweep, as one HTML page that needs nothing else: where "
      "rounds, bytes and time go, where variants overtake each other, and every table in full.",
      "report results/train", [&options](CLI::App& app) { options.add_to(app); },
      [&options] { report(options); });
}
