#pragma once

#include <string_view>
#include <vector>

#include "experiments/compare/trial.hpp"
#include "metrics/csv.hpp"

namespace fathom {

/// What the user may change of a comparison.
struct CompareOptions {
  Settings settings;  ///< what is not compared
  TrialConditions conditions;
  std::size_t batch = 32;
};

/// One comparison: a name, and how its table is made. `note` hears of every row that is done.
struct Subject {
  std::string_view name;
  std::string_view meaning;
  CsvTable (*compare)(const CompareOptions& options, const std::function<void()>& note);
};

[[nodiscard]] const std::vector<Subject>& subjects();
/// Throws UserError, listing the choices.
[[nodiscard]] const Subject& subject_named(std::string_view name);

/// A table with one row a trial: predicted and measured figures, time, error and bound.
[[nodiscard]] CsvTable table_of_trials(const std::vector<Trial>& trials,
                                       const CompareOptions& options,
                                       const std::function<void()>& note);

/// The columns of that table, and a row of it.
[[nodiscard]] const std::vector<Column>& trial_columns();
CsvTable::Row& add_trial_row(CsvTable& table, const Trial& trial, const TrialOutcome& outcome,
                             const TrialConditions& conditions);
void set_figures(CsvTable::Row& row, const TrialFigures& figures, const std::string& prefix);

/// The settings under a change: key=value pairs as in --variant. Returns nothing where the
/// combination cannot work.
[[nodiscard]] std::optional<Settings> changed(const Settings& settings, std::string_view line);

[[nodiscard]] CsvTable compare_dense(const CompareOptions& options,
                                     const std::function<void()>& note);
[[nodiscard]] CsvTable compare_convolution(const CompareOptions& options,
                                           const std::function<void()>& note);
[[nodiscard]] CsvTable compare_sigmoid(const CompareOptions& options,
                                       const std::function<void()>& note);
[[nodiscard]] CsvTable compare_truncation(const CompareOptions& options,
                                          const std::function<void()>& note);
[[nodiscard]] CsvTable compare_material(const CompareOptions& options,
                                        const std::function<void()>& note);
[[nodiscard]] CsvTable compare_rings(const CompareOptions& options,
                                     const std::function<void()>& note);
[[nodiscard]] CsvTable compare_likelihoods(const CompareOptions& options,
                                           const std::function<void()>& note);
[[nodiscard]] CsvTable compare_training_step(const CompareOptions& options,
                                             const std::function<void()>& note);

}  // namespace fathom
