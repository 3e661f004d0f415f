#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "experiments/crossover/search.hpp"
#include "experiments/crossover/subject.hpp"
#include "experiments/options.hpp"
#include "experiments/replay_options.hpp"
#include "metrics/columns.hpp"
#include "metrics/csv.hpp"

namespace fathom {

/// What is compared over which parameter, as the user says it.
struct ContestOptions {
  std::vector<std::string> what;  ///< one subject, or two recorded runs
  std::string a, b;               ///< variants of a subject, on top of the protocol's options
  std::string over;               ///< PARAMETER=FIRST:LAST
  std::int64_t points = 9;
  double tolerance = 0.01;
  SubjectSize size;
  std::string phases = "online";
  ProtocolOptions protocol;
  ReplayOptions where;
  std::vector<const CLI::Option*> of_subjects;  ///< those that recorded runs leave no choice of

  void add_to(CLI::App& app);

 private:
  void add_subject_to(CLI::App& group);
};

/// Two contestants and a parameter to look along.
struct Contest {
  std::string what, a, b;
  std::string ring, network;
  std::int64_t fractional_bits = 0;
  std::string parameter;  ///< with its unit, as a column is called
  std::string phases;     ///< empty for recorded runs
  SearchRange range;
  DuelAt duel;
  std::function<std::string(std::int64_t)> text;  ///< a value for people
};

/// Throws UserError for what cannot be compared.
[[nodiscard]] Contest contest_of(const ContestOptions& options);

[[nodiscard]] TableSpec crossovers_spec();
/// One row a crossing; where there is none, one row without a bracket.
[[nodiscard]] CsvTable crossovers_table(const Contest& contest, const CrossingSearch& found);
/// The same in sentences.
void print_crossovers(std::ostream& out, const Contest& contest, const CrossingSearch& found);

}  // namespace fathom
