#include <cmath>

#include "experiments/compare/subjects.hpp"
#include "protocol/rings/public_number.hpp"

namespace fathom {
namespace {

constexpr std::size_t kValues = 100'000;

const std::vector<Column> kColumns{
    {"truncation", "how bits are dropped"},
    {"ring", "ring of the shares"},
    {"fractional_bits", "bits that are dropped"},
    {"magnitude_bits", "values are uniform below 2^this, as integers before truncation"},
    {"values", "values truncated"},
    {"rounds", "causal depth of the online messages"},
    {"online_elements_server0", "ring elements that server 0 sends"},
    {"online_elements_server1", "ring elements that server 1 sends"},
    {"offline_elements_server0", "ring elements from the producer to server 0"},
    {"offline_elements_server1", "ring elements from the producer to server 1"},
    {"elapsed_ns", "virtual time of the operations, added up"},
    {"mean_error", "mean of result minus exact quotient, in the last place"},
    {"standard_error", "of that mean, if the truncation is unbiased"},
    {"off_by_one", "results that are floor + 1"},
    {"catastrophic", "results further off: the shares wrapped"},
    {"expected_catastrophic", "expected number: the sum of |x| / M where shares can wrap"},
};

/// An odd factor with f fractional bits, so that every value of the dropped bits occurs.
PublicNumber odd_factor(int f) { return encode_public(1.0 - std::ldexp(1.0, -f), f); }

struct Fractions {
  double mean = 0;       ///< of x / 2^f - floor(x / 2^f)
  double variance = 0;   ///< mean of p (1 - p)
  double magnitude = 0;  ///< mean of |x|
};

/// Of the integers that are truncated, from the inputs themselves.
Fractions fractions_of(const Trial& trial, std::uint64_t seed) {
  const int f = trial.settings.fractional_bits;
  const auto factor = static_cast<std::uint64_t>(odd_factor(f).integer);
  const std::uint64_t mask = (std::uint64_t{1} << f) - 1;
  Fractions sums;
  const std::vector<double> values = trial_values(trial, seed).front();
  for (const double value : values) {
    const auto integer = static_cast<__int128>(std::nearbyint(std::ldexp(value, f)));
    const std::uint64_t dropped = static_cast<std::uint64_t>(integer) * factor & mask;
    const double p = std::ldexp(static_cast<double>(dropped), -f);
    sums.mean += p;
    sums.variance += p * (1 - p);
    sums.magnitude += std::abs(std::ldexp(value, f)) * static_cast<double>(factor);
  }
  const auto n = static_cast<double>(values.size());
  return {sums.mean / n, sums.variance / n, sums.magnitude / n};
}

Task<Secret> truncated(Engine& engine, std::vector<Secret> in) {
  const int f = engine.fractional_bits();
  co_return co_await engine.scale(in[0], odd_factor(f), f);
}

bool can_wrap(Truncation truncation) {
  return truncation == Truncation::local || truncation == Truncation::pair;
}

void add_row(CsvTable& table, std::string_view name, Settings settings, int magnitude_bits,
             const CompareOptions& options) {
  const int f = settings.fractional_bits;
  settings.integral_bits = magnitude_bits - 2 * f + 1;
  Trial trial;
  trial.what = "truncation";
  trial.operands = {Shape{kValues, 1}};
  trial.magnitude = std::ldexp(1.0, magnitude_bits - 2 * f);
  trial.settings = settings;
  trial.operations = truncated;
  const TrialOutcome outcome = run_trial(trial, options.conditions);
  const Fractions fractions = fractions_of(trial, options.conditions.seed);
  const auto n = static_cast<double>(outcome.truncations);
  const double share = static_cast<double>(outcome.off_by_one) /
                       static_cast<double>(outcome.truncations - outcome.catastrophic);
  const TrialFigures& figures = outcome.measured.value();
  CsvTable::Row& row = table.add_row();
  row.set("truncation", std::string(name)).set("ring", std::string(settings.ring->name));
  row.set("fractional_bits", std::int64_t{f}).set("magnitude_bits", std::int64_t{magnitude_bits});
  row.set("values", outcome.truncations).set("rounds", figures.rounds);
  row.set("online_elements_server0", figures.online[0]);
  row.set("online_elements_server1", figures.online[1]);
  row.set("offline_elements_server0", figures.offline[0]);
  row.set("offline_elements_server1", figures.offline[1]);
  row.set("elapsed_ns", outcome.elapsed.count());
  row.set("mean_error", share - fractions.mean);
  row.set("standard_error", std::sqrt(fractions.variance / n));
  row.set("off_by_one", outcome.off_by_one).set("catastrophic", outcome.catastrophic);
  const double wraps = n * fractions.magnitude / settings.ring->modulus;
  row.set("expected_catastrophic", can_wrap(settings.truncation) ? wraps : 0.0);
}

}  // namespace

CsvTable compare_truncation(const CompareOptions& options, const std::function<void()>& note) {
  constexpr int kFewBits = 8;  ///< of a value, beside the fractional ones
  CsvTable table("compare", kColumns);
  for (const std::string_view name : {"local", "pair", "msb", "gap"}) {
    for (const Ring* ring : {&z64(), &z128(), &q121(), &m61(), &m127()}) {
      Settings settings = options.settings;
      use_ring(settings, *ring, 0);
      const int small = 2 * settings.fractional_bits + kFewBits;
      settings.kappa = name == "gap" ? ring->bits - 4 - small : settings.kappa;
      settings.integral_bits = kFewBits + 1;
      const auto variant = changed(settings, "truncation=" + std::string(name));
      if (!variant) continue;
      add_row(table, name, *variant, small, options);
      note();
      if (name == "gap") continue;  // values near the ring's size leave no room for its mask
      add_row(table, name, *variant, ring->bits - 6, options);
      note();
    }
  }
  return table;
}

}  // namespace fathom
