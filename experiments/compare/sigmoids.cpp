#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "experiments/compare/subjects.hpp"
#include "metrics/errors.hpp"
#include "nn/layers/sigmoid.hpp"

namespace fathom {
namespace {

/// Values a little beyond the interval, so that some lie outside.
constexpr double kBeyond = 1.02;
constexpr std::size_t kUnits = 128;

constexpr std::string_view kForms[] = {
    "sigmoid=sequential",
    "sigmoid=sequential,reuse=training",
    "sigmoid=logarithmic,reuse=training",
    "sigmoid=split,reuse=training",
    "sigmoid=powers-of-y,reuse=training",
    "sigmoid=powers-3x3,reuse=training",
    "sigmoid=powers,reuse=training",
    "sigmoid=powers+switch,reuse=training",
    "sigmoid=powers+switch-one-way,reuse=training",
};

Task<Secret> forward(Engine& engine, std::vector<Secret> in, SigmoidPolynomial polynomial) {
  Sigmoid layer(std::move(polynomial));
  co_return co_await layer.forward(engine, in[0], Pass::predict);
}

Task<Secret> forward_and_backward(Engine& engine, std::vector<Secret> in,
                                  SigmoidPolynomial polynomial) {
  Sigmoid layer(std::move(polynomial));
  Secret y = co_await layer.forward(engine, in[0], Pass::forward);
  co_await layer.prepare_backward(engine);
  co_return co_await layer.backward(engine, in[1], true);
}

/// The distance to the sigmoid where x lies in the interval, and how many do not.
struct Distance {
  double greatest = 0;
  std::int64_t outside = 0;
};

Distance distance_of(const std::vector<double>& x, const std::vector<double>& y,
                     double half_width) {
  Distance distance;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (std::abs(x[i]) > half_width) {
      ++distance.outside;
      continue;
    }
    distance.greatest = std::max(distance.greatest, std::abs(y[i] - 1 / (1 + std::exp(-x[i]))));
  }
  return distance;
}

void add_rows(CsvTable& table, const Settings& settings, std::string_view form,
              const CompareOptions& options) {
  const SigmoidPolynomial polynomial = reference_sigmoid();
  const double half_width = std::ldexp(1.0, polynomial.half_width_log2);
  Trial trial;
  trial.what = fmt::format("sigmoid ({},{})", options.batch, kUnits);
  trial.variant = std::string(form);
  trial.operands = {Shape{options.batch, kUnits}};
  trial.magnitude = kBeyond * half_width;
  trial.settings = settings;
  trial.operations = [polynomial](Engine& e, std::vector<Secret> in) {
    return forward(e, std::move(in), polynomial);
  };
  const TrialOutcome outcome = run_trial(trial, options.conditions);
  CsvTable::Row& row = add_trial_row(table, trial, outcome, options.conditions);
  const auto x = trial_values(trial, options.conditions.seed).front();
  const Distance distance = distance_of(x, outcome.results, half_width);
  row.set("sigmoid_error", distance.greatest).set("outside", distance.outside);
  row.set("polynomial_error", greatest_error(polynomial));
  trial.what += " with backward";
  trial.operands.push_back(trial.operands.front());
  trial.operations = [polynomial](Engine& e, std::vector<Secret> in) {
    return forward_and_backward(e, std::move(in), polynomial);
  };
  add_trial_row(table, trial, run_trial(trial, options.conditions), options.conditions);
}

}  // namespace

CsvTable compare_sigmoid(const CompareOptions& options, const std::function<void()>& note) {
  std::vector<Column> columns = trial_columns();
  columns.push_back({"sigmoid_error", "greatest distance to the sigmoid on the interval"});
  columns.push_back({"polynomial_error", "the same of the polynomial itself, in doubles"});
  columns.push_back({"outside", "values outside the interval"});
  CsvTable table("compare", columns);
  const std::pair<const Ring*, int> rings[] = {{&z64(), 13},  {&z64(), 16},  {&z128(), 16},
                                               {&z128(), 32}, {&q121(), 16}, {&q121(), 32},
                                               {&m61(), 13},  {&m127(), 32}};
  for (const auto& [ring, bits] : rings) {
    for (const std::string_view form : kForms) {
      Settings base = options.settings;
      use_ring(base, *ring, bits);
      auto settings = changed(base, form);
      if (!settings) continue;
      try {
        check_room(*settings, reference_sigmoid().half_width_log2);
      } catch (const UserError&) {
        continue;
      }
      add_rows(table, *settings, form, options);
      note();
    }
  }
  return table;
}

}  // namespace fathom
