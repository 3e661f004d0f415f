#include <fmt/format.h>

#include "experiments/compare/subjects.hpp"
#include "protocol/operations/convolution_map.hpp"
#include "protocol/variants.hpp"

namespace fathom {
namespace {

using Secrets = std::vector<Secret>;

/// One product of each kind that takes material of its own.
struct Kind {
  std::string name;
  std::vector<Shape> operands;
  Operations operations;
};

std::vector<Kind> kinds(std::size_t batch) {
  const Shape values{batch, 128};
  const Windows windows = Windows::same({batch, 28, 28, 1}, 3, 3, 1);
  return {
      {"multiplication " + values.to_string(),
       {values, values},
       [](Engine& e, Secrets x) { return e.multiply(x[0], x[1], e.fractional_bits()); }},
      {"square " + values.to_string(),
       {values},
       [](Engine& e, Secrets x) { return e.square(x[0], e.fractional_bits()); }},
      {fmt::format("dot ({},128)x(128,5)", batch),
       {values, Shape{128, 5}},
       [](Engine& e, Secrets x) { return e.matmul(x[0], x[1], e.fractional_bits()); }},
      {"convolution " + windows.images.to_string(),
       {windows.images, Shape{3, 3, 1, 32}},
       [map = convolution_map(windows)](Engine& e, Secrets x) {
         return e.bilinear(map, x[0], x[1], e.fractional_bits());
       }},
  };
}

Trial trial_of(const Kind& kind, const Settings& settings, std::string variant) {
  Trial trial;
  trial.what = kind.name;
  trial.variant = std::move(variant);
  trial.operands = kind.operands;
  trial.settings = settings;
  trial.operations = kind.operations;
  trial.bound_units = 1;
  return trial;
}

}  // namespace

CsvTable compare_material(const CompareOptions& options, const std::function<void()>& note) {
  std::vector<Trial> trials;
  for (const Kind& kind : kinds(options.batch)) {
    for (const std::string line :
         {"material=full", "material=seeded", "reuse=training,material=full",
          "reuse=training,material=seeded", "truncation=pair,material=full",
          "truncation=pair,material=seeded"}) {
      const auto settings = changed(options.settings, line);
      if (settings) trials.push_back(trial_of(kind, *settings, line));
    }
  }
  return table_of_trials(trials, options, note);
}

CsvTable compare_rings(const CompareOptions& options, const std::function<void()>& note) {
  std::vector<Trial> trials;
  for (const Kind& kind : kinds(options.batch)) {
    for (const Ring* ring : {&z64(), &z128(), &q121(), &m61(), &m127()}) {
      Settings settings = options.settings;
      use_ring(settings, *ring, 0);
      trials.push_back(trial_of(kind, settings, variant_name(settings)));
    }
  }
  return table_of_trials(trials, options, note);
}

}  // namespace fathom
