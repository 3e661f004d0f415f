#include "experiments/experiment.hpp"

#include <fmt/format.h>
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <new>

#include "experiments/sweep/interrupts.hpp"
#include "experiments/sweep/run.hpp"
#include "metrics/columns.hpp"
#include "metrics/errors.hpp"
#include "protocol/kernels/instruction_set.hpp"
#include "protocol/kernels/parallel.hpp"

namespace fathom {
namespace {

// Tensors come and go by the megabyte: kept by the process, their pages are not faulted in each
// time.
void keep_memory() {
  constexpr int kLargest = 32 * 1024 * 1024;
  constexpr int kTrim = 1024 * 1024 * 1024;
  mallopt(M_MMAP_THRESHOLD, kLargest);
  mallopt(M_TRIM_THRESHOLD, kTrim);
}

void print_columns(const std::vector<TableSpec>& tables) {
  for (const TableSpec& table : tables) {
    std::cout << fmt::format("{}.csv: {}\n", table.name, table.meaning);
    for (const Column& column : table.columns) {
      std::cout << fmt::format("  {:<30} {}\n", column.name, column.meaning);
    }
  }
  std::cout << "With --sweep or --repeat every table ends in:\n";
  for (const Column& column : Grid::meanings()) {
    std::cout << fmt::format("  {:<30} {}\n", column.name, column.meaning);
  }
}

std::string with_help(const CLI::ParseError& error) {
  return std::string(error.what()) + " (--help lists the options)";
}

void parse_line(CLI::App& app, std::vector<std::string> line) {
  std::ranges::reverse(line);  // as CLI11 takes it
  try {
    app.parse(std::move(line));
  } catch (const CLI::ParseError& error) {
    throw UserError(with_help(error));
  }
}

// As a process that never caught the signal: the shell sees why.
int end_by(int signal) {
  std::signal(signal, SIG_DFL);
  std::raise(signal);
  return 1;
}

int complain(const std::string& name, const std::string& what, int code) {
  std::cerr << name << ": " << what << '\n';
  return code;
}

}  // namespace

int run_experiment(int argc, char** argv, const std::string& name, const std::string& description,
                   const std::string& example, const AddOptions& add_options,
                   const std::function<void()>& body, const std::vector<TableSpec>& tables,
                   PointProcess process) {
  constexpr int kUserError = 2;
  keep_memory();
  CLI::App app(description, name);
  app.footer("Example:\n  " + example);
  app.set_version_flag("--version", "fathom 0.1");
  bool columns = false;
  std::size_t threads = 0;
  app.add_flag("--columns", columns,
               "Print every table's columns with units and meanings, and stop");
  app.add_option("--threads", threads, "Threads of the kernels; results do not depend on it")
      ->check(CLI::Range(1, 256))
      ->type_name("N");
  std::string instructions(to_string(best_instruction_set()));
  app.add_option("--instructions", instructions,
                 "Of the kernels: portable, avx2, avx512 or avx512-ifma; results do not depend "
                 "on it")
      ->capture_default_str()
      ->type_name("SET");
  add_options(app);
  refuse_negative_seed(app);
  SweepRequest in_help;
  in_help.add_to(app);
  const auto run = [&] {
    if (threads > 0) set_threads(threads);
    use_instruction_set(instruction_set_named(instructions));
    body();
  };
  try {
    const SweepRequest sweep = read_sweep_request(argc, argv);
    if (sweep.is_asked()) {
      run_sweep(sweep, {app, [&app](const auto& line) { parse_line(app, line); }, run, process});
    } else {
      app.parse(argc, argv);
      columns ? print_columns(tables) : run();
    }
    std::cout.flush();
    return std::cout ? 0 : complain(name, "standard output cannot be written", 1);
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    return complain(name, with_help(error), kUserError);
  } catch (const UserError& error) {
    return complain(name, error.what(), kUserError);
  } catch (const Interrupted& interrupted) {
    return end_by(interrupted.signal());
  } catch (const std::bad_alloc&) {
    return complain(name, "out of memory: take fewer --samples or seeded --inputs", 1);
  } catch (const std::exception& error) {
    return complain(name, error.what(), 1);
  }
}

void refuse_negative_seed(CLI::App& app) {
  CLI::Option* seed = app.get_option_no_throw("--seed");
  if (seed == nullptr) return;
  seed->check([](const std::string& text) {
    return text.starts_with('-') ? "a seed is a whole number from 0 on, not " + text
                                 : std::string();
  });
}

bool progress_on_terminal() {
  const char* term = std::getenv("TERM");
  const bool dumb = term == nullptr || std::string(term) == "dumb";
  return isatty(STDERR_FILENO) == 1 && !dumb && std::getenv("NO_COLOR") == nullptr;
}

}  // namespace fathom
