#include "experiments/compare/subjects.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "metrics/errors.hpp"
#include "protocol/variants.hpp"

namespace fathom {
namespace {

const std::vector<Column> kColumns{
    {"what", "what is computed, with its shapes"},
    {"variant", "what is special about the row"},
    {"ring", "ring of the shares"},
    {"fractional_bits", "fractional bits of a value"},
    {"network", "short name of the network"},
    {"rounds", "causal depth of the online messages"},
    {"predicted_rounds", "the same, from formulas"},
    {"online_elements_server0", "ring elements that server 0 sends"},
    {"predicted_online_elements_server0", "the same, from formulas"},
    {"online_elements_server1", "ring elements that server 1 sends"},
    {"predicted_online_elements_server1", "the same, from formulas"},
    {"offline_elements_server0", "ring elements from the producer to server 0"},
    {"predicted_offline_elements_server0", "the same, from formulas"},
    {"offline_elements_server1", "ring elements from the producer to server 1"},
    {"predicted_offline_elements_server1", "the same, from formulas"},
    {"online_payload_bytes", "payload between the servers"},
    {"predicted_online_payload_bytes", "the same, from formulas"},
    {"offline_payload_bytes", "payload from the producer"},
    {"predicted_offline_payload_bytes", "the same, from formulas"},
    {"elapsed_ns", "virtual time of the operations, added up"},
    {"greatest_error_units", "greatest distance to the encoded reading, in the last place"},
    {"bound_units", "what that distance cannot exceed without a wrap"},
    {"truncations", "values truncated"},
    {"catastrophic", "truncations that wrapped"},
};

}  // namespace

const std::vector<Column>& trial_columns() { return kColumns; }

void set_figures(CsvTable::Row& row, const TrialFigures& figures, const std::string& prefix) {
  row.set(prefix + "rounds", figures.rounds);
  row.set(prefix + "online_elements_server0", figures.online[0]);
  row.set(prefix + "online_elements_server1", figures.online[1]);
  row.set(prefix + "offline_elements_server0", figures.offline[0]);
  row.set(prefix + "offline_elements_server1", figures.offline[1]);
  row.set(prefix + "online_payload_bytes", figures.online_bytes);
  row.set(prefix + "offline_payload_bytes", figures.offline_bytes);
}

CsvTable::Row& add_trial_row(CsvTable& table, const Trial& trial, const TrialOutcome& outcome,
                             const TrialConditions& conditions) {
  CsvTable::Row& row = table.add_row();
  row.set("what", trial.what).set("variant", trial.variant);
  row.set("ring", std::string(trial.settings.ring->name));
  row.set("fractional_bits", std::int64_t{trial.settings.fractional_bits});
  row.set("network", std::string(conditions.network.name()));
  set_figures(row, outcome.predicted, "predicted_");
  if (trial.bound_units) row.set("bound_units", *trial.bound_units);
  if (!outcome.measured) return row;
  set_figures(row, *outcome.measured, "");
  row.set("elapsed_ns", outcome.elapsed.count());
  if (outcome.error_units) row.set("greatest_error_units", *outcome.error_units);
  row.set("truncations", outcome.truncations).set("catastrophic", outcome.catastrophic);
  return row;
}

CsvTable table_of_trials(const std::vector<Trial>& trials, const CompareOptions& options,
                         const std::function<void()>& note) {
  CsvTable table("compare", kColumns);
  for (const Trial& trial : trials) {
    const TrialOutcome outcome = run_trial(trial, options.conditions);
    add_trial_row(table, trial, outcome, options.conditions);
    note();
  }
  return table;
}

std::optional<Settings> changed(const Settings& settings, std::string_view line) {
  Settings other = settings;
  apply_variant(other, line);
  try {
    check_variant(other);
  } catch (const UserError&) {
    return std::nullopt;
  }
  return other;
}

const std::vector<Subject>& subjects() {
  static const std::vector<Subject> all{
      {"dense", "matrix products of a dense layer, forward and for a training step", compare_dense},
      {"convolution", "the seed's two convolutions, forward and for a training step",
       compare_convolution},
      {"sigmoid", "every form of the polynomial sigmoid, forward and backward", compare_sigmoid},
      {"truncation", "every truncation in every ring: bias and wraps", compare_truncation},
      {"material", "full shares against seeded material, by type of triple", compare_material},
      {"rings", "the same products in every ring", compare_rings},
      {"likelihoods", "who learns the scores of a training batch", compare_likelihoods},
      {"training-step", "whole training steps under every named variant, on lan and wan",
       compare_training_step},
  };
  return all;
}

const Subject& subject_named(std::string_view name) {
  const auto found = std::ranges::find(subjects(), name, &Subject::name);
  if (found != subjects().end()) return *found;
  std::string names;
  for (const Subject& subject : subjects()) {
    names += (names.empty() ? "" : ", ") + std::string(subject.name);
  }
  throw UserError(fmt::format("there is no comparison '{}'; choose one of {}", name, names));
}

}  // namespace fathom
