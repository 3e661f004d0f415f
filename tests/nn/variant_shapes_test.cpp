#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "metrics/errors.hpp"
#include "nn/layers/conv2d.hpp"
#include "nn/layers/dense.hpp"
#include "nn/layers/sigmoid.hpp"
#include "protocol/variants.hpp"
#include "tests/nn/layer_trial.hpp"

using namespace fathom;
using test::LayerTrial;

namespace {

/// Every choice, every two choices that can stand together, and every short name. Who sees the
/// likelihoods is left out: no layer asks.
std::vector<std::string> variant_lines() {
  std::vector<std::string> lines{""};
  const auto& keys = variant_keys();
  const auto line = [](const VariantKey& key, const VariantChoice& choice) {
    return std::string(key.name) + "=" + std::string(choice.name);
  };
  for (std::size_t a = 0; a < keys.size(); ++a) {
    if (keys[a].name == "likelihoods") continue;
    for (const VariantChoice& first : keys[a].choices) {
      lines.push_back(line(keys[a], first));
      for (std::size_t b = a + 1; b < keys.size(); ++b) {
        if (keys[b].name == "likelihoods") continue;
        for (const VariantChoice& second : keys[b].choices) {
          lines.push_back(line(keys[a], first) + "," + line(keys[b], second));
        }
      }
    }
  }
  for (const NamedVariant& variant : named_variants()) lines.emplace_back(variant.line);
  return lines;
}

/// Small shapes: no sample at all, one, or a prime number of them; sides of 1, primes and others;
/// hardly ever square.
class Shapes {
 public:
  explicit Shapes(std::uint64_t seed) : random_(seed) {}

  LayerTrial dense() {
    const std::size_t units = one_of({1, 3, 5});
    return {[units] { return std::make_unique<Dense>(units); }, {samples(), one_of({1, 4, 7})}};
  }
  LayerTrial conv2d() {
    const std::size_t height = one_of({1, 2, 3}), width = one_of({1, 3}), stride = one_of({1, 2});
    const Padding padding = one_of({0, 1}) == 0 ? Padding::same : Padding::valid;
    const std::size_t filters = one_of({1, 2, 3});
    const auto make = [=] {
      return std::make_unique<Conv2D>(filters, height, width, padding, stride);
    };
    return {make, {samples(), one_of({3, 4, 5}), one_of({3, 5, 7}), one_of({1, 2, 3})}};
  }
  LayerTrial sigmoid() {
    const Derivative derivative = one_of({0, 1}) == 0 ? Derivative::output : Derivative::polynomial;
    const auto make = [derivative] {
      return std::make_unique<Sigmoid>(reference_sigmoid(), PowersOf::u, derivative);
    };
    return {make, {samples(), one_of({1, 2, 5}), one_of({1, 3})}};
  }

 private:
  std::size_t one_of(std::vector<std::size_t> sizes) { return sizes[random_() % sizes.size()]; }
  std::size_t samples() { return one_of({0, 1, 2, 5}); }

  std::mt19937_64 random_;
};

/// What paper says, or nothing for a combination that is refused. A refusal gives its reason.
std::optional<test::OnPaper> on_paper_if_possible(const LayerTrial& trial,
                                                  const Settings& settings) {
  try {
    check_variant(settings);
    check_room(settings, reference_sigmoid().half_width_log2);
    return test::on_paper(trial, settings);
  } catch (const UserError& refusal) {
    CHECK(std::string(refusal.what()).size() > 20);
    return std::nullopt;
  }
}

/// Every output of a layer whose results are truncated once each lies within one unit of the last
/// place of its encoded reading; a bias gradient, which is a sum, equals it.
void check_within_a_unit(const LayerTrial& trial, const test::NamedNumbers& inputs,
                         const Settings& settings, const test::NamedNumbers& results) {
  const auto encoded = test::in_the_clear(trial, inputs, settings, *settings.ring);
  const double unit = std::ldexp(1.0, -settings.fractional_bits);
  for (const auto& [name, values] : results) {
    INFO(name);
    REQUIRE(values.size() == encoded.at(name).size());
    double greatest = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      greatest = std::max(greatest, std::abs(values[i] - encoded.at(name)[i]));
    }
    CHECK(greatest <= (name == "dbias" ? 0 : unit));
  }
}

/// Whether the combination is possible.
bool check(const LayerTrial& trial, const Settings& settings, bool is_linear) {
  INFO("x " << trial.x.to_string());
  const auto paper = on_paper_if_possible(trial, settings);
  if (!paper) return false;
  const auto inputs = test::random_values(trial, 1.0);
  const test::LayerOnShares run = test::on_shares(trial, inputs, settings);
  const Recorder& recorder = run.network->recorder();
  CHECK(recorder.ledger().rows() == paper->ledger.rows());
  CHECK(recorder.ledger().links() == paper->ledger.links());
  CHECK(recorder.rounds() == paper->rounds);
  CHECK(run.chain == paper->chain);
  if (is_linear) check_within_a_unit(trial, inputs, settings, run.values);
  return true;
}

void check_all_variants(const Ring& ring) {
  Shapes shapes(static_cast<std::uint64_t>(ring.bits));
  std::size_t possible = 0, tried = 0;
  for (const std::string& line : variant_lines()) {
    INFO(ring.name << ", " << line);
    tried += 3;
    Settings settings;
    use_ring(settings, ring, 0);
    apply_variant(settings, line);
    possible += check(shapes.dense(), settings, true) ? 1 : 0;
    possible += check(shapes.conv2d(), settings, true) ? 1 : 0;
    possible += check(shapes.sigmoid(), settings, false) ? 1 : 0;
  }
  CHECK(2 * possible > tried);  // most are
}

}  // namespace

TEST_CASE("every variant costs what paper says, on shapes of any kind, in every ring", "[slow]") {
  for (const Ring* ring : {&z64(), &z128(), &q121(), &m61(), &m127()}) check_all_variants(*ring);
}
