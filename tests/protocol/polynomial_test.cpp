#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/protocol/trial_checks.hpp"

using namespace fathom;
using test::Numbers;
using test::Trial;

namespace {

using Secrets = std::vector<Secret>;
using Terms = std::vector<PlainPolynomial::Term>;

double value(const Terms& terms, const std::vector<Numbers>& x, std::size_t at) {
  double sum = 0;
  for (const auto& [coefficient, monomial] : terms) {
    double product = coefficient;
    for (std::size_t i = 0; i < monomial.size(); ++i) product *= std::pow(x[i][at], monomial[i]);
    sum += product;
  }
  return sum;
}

int greatest_degree(const Terms& terms) {
  int greatest = 0;
  for (const auto& term : terms) {
    greatest = std::max(greatest, std::accumulate(term.monomial.begin(), term.monomial.end(), 0));
  }
  return greatest;
}

/// Coefficients with at least f bits: the terms meet at (degree + 1) f, and f are left.
PlainPolynomial at_scale(const Terms& terms, int f) {
  const int degree = greatest_degree(terms);
  return {terms, (degree + 1) * f, degree * f};
}

Task<Secret> sum_of_polynomials(Engine& engine, Secrets x, std::vector<Terms> all) {
  std::vector<PlainPolynomial> polynomials;
  for (const Terms& terms : all) polynomials.push_back(at_scale(terms, engine.fractional_bits()));
  Secrets results = co_await engine.polynomials(std::move(x), std::move(polynomials));
  Secret sum = results.front();
  for (std::size_t i = 1; i < results.size(); ++i) sum = co_await engine.add(sum, results[i]);
  co_return sum;
}

/// The sum of polynomials of `variables` values, evaluated by one operation.
Trial trial_of(const std::vector<Terms>& all, std::size_t variables, const Shape& shape) {
  return {std::vector<Shape>(variables, shape),
          [all](Engine& e, Secrets x) { return sum_of_polynomials(e, std::move(x), all); }};
}

test::Truth truth_of(const std::vector<Terms>& all) {
  return [all](const std::vector<Numbers>& x) {
    Numbers sums(x.front().size());
    for (std::size_t i = 0; i < sums.size(); ++i) {
      for (const Terms& terms : all) sums[i] += value(terms, x, i);
    }
    return sums;
  };
}

/// Distinct monomials of degree 1 to 3 with coefficients in (-1, 1), and a constant.
Terms random_terms(std::size_t variables, std::mt19937_64& random) {
  std::uniform_real_distribution<double> coefficient(-1, 1);
  Terms terms{{coefficient(random), Monomial(variables)}};
  while (terms.size() < 5) {
    Monomial monomial(variables);
    for (int factors = 1 + static_cast<int>(random() % 3); factors > 0; --factors) {
      ++monomial[random() % variables];
    }
    const bool known =
        std::ranges::any_of(terms, [&](const auto& term) { return term.monomial == monomial; });
    if (!known) terms.push_back({coefficient(random), monomial});
    if (variables == 1 && terms.size() == 4) break;
  }
  return terms;
}

/// Every ring with 8 fractional bits where it is narrow and 16 elsewhere, full and seeded, under
/// every reuse and truncation: a cubic's terms meet at 4 f bits and leave 2^29 or more above them.
std::vector<Settings> variants() {
  std::vector<Settings> all;
  for (const Ring* ring : {&z64(), &m61(), &z128(), &q121(), &m127(), &p270(), &m521()}) {
    for (const Truncation truncation : {Truncation::local, Truncation::pair, Truncation::msb}) {
      if (truncation == Truncation::msb && !ring->power_of_two) continue;
      for (const Reuse reuse : {Reuse::none, Reuse::weights, Reuse::training}) {
        for (const Delivery delivery : {Delivery::full, Delivery::seeded}) {
          Settings settings;
          settings.ring = ring;
          settings.fractional_bits = ring->bits <= 64 ? 8 : 16;
          settings.truncation = truncation;
          settings.reuse = reuse;
          settings.material = settings.inputs = delivery;
          settings.together = delivery == Delivery::full;
          all.push_back(settings);
        }
      }
      all.push_back(all.back());
      all.back().multiply = truncation == Truncation::local ? Form::triple : Form::function;
    }
  }
  return all;
}

std::int64_t elements(const Ledger& ledger, Link link, Phase phase) {
  Elements sum;
  for (const auto& [key, traffic] : ledger.links()) {
    if (key.second == link && key.first.phase == phase) sum += traffic.elements;
  }
  return sum.count();
}

Terms odd_powers(int degree) {
  Terms terms{{0.5, {0}}};
  for (int power = 1; power <= degree; power += 2) terms.push_back({1.0 / power, {power}});
  return terms;
}

}  // namespace

// An input is off by 1/2 and moves a term by at most 3/2, a coefficient by 1/2; 5 terms, twice.
TEST_CASE("polynomials of private values are their sums of terms, within a unit each", "[slow]") {
  std::mt19937_64 random(11);
  for (const std::size_t variables : {1U, 2U, 3U}) {
    for (const Shape& shape : {Shape{3, 4}, Shape{1, 1}, Shape{0, 3}}) {
      const std::vector<Terms> one{random_terms(variables, random)};
      check_trial(trial_of(one, variables, shape), truth_of(one), 1, 11, 1.0, 1, variants());
      const std::vector<Terms> two{random_terms(variables, random), odd_powers(3)};
      if (variables != 1) continue;
      check_trial(trial_of(two, 1, shape), truth_of(two), 2, 22, 1.0, 1, variants());
    }
  }
}

TEST_CASE("powers up to nine are formed in the wide fields from one opening") {
  const std::vector<Terms> nine{odd_powers(9)};
  std::vector<Settings> wide;
  for (const auto& [ring, f] : {std::pair{&p270(), 19}, {&m521(), 32}}) {
    Settings settings;
    settings.ring = ring;
    settings.fractional_bits = f;
    wide.push_back(settings);
  }
  check_trial(trial_of(nine, 1, {40, 50}), truth_of(nine), 1, 6, 1.0, 1, wide);
}

TEST_CASE("a polynomial of degree d opens n elements in one round and takes d - 1 powers") {
  struct Figures {
    std::vector<Terms> polynomials;
    std::size_t variables;
    std::int64_t derived;  ///< times n
  };
  const std::vector<Figures> table{
      {{{{1, {2}}}}, 1, 1},
      {{odd_powers(9)}, 1, 8},
      {{odd_powers(9), odd_powers(7)}, 1, 8},
      {{{{1, {1, 1}}}}, 2, 1},
      {{{{1, {2}}}, {{1, {3}}}}, 1, 2},
      // u, u^3 = t, u^2 t, u t^2 and t^3 of (u, u^2, t): a b, b c; c^2, a c^2 and c^3.
      {{{{1, {1, 0, 0}}, {1, {0, 0, 1}}, {1, {0, 1, 1}}, {1, {1, 0, 2}}, {1, {0, 0, 3}}}}, 3, 5},
      {{{{2, {1}}, {1, {0}}}}, 1, 0}};
  for (const Figures& figures : table) {
    Trial trial = trial_of(figures.polynomials, figures.variables, {4, 5});
    std::mt19937_64 random(1);
    test::fill(trial, random, 1.0);
    const auto masks = static_cast<std::int64_t>(figures.variables) * 20;
    for (const Delivery delivery : {Delivery::full, Delivery::seeded}) {
      Settings settings;
      settings.ring = &m521();
      settings.material = delivery;
      const test::OnShares run = test::on_shares(trial, settings);
      const Ledger& ledger = run.ledger();
      const std::int64_t derived = 20 * figures.derived;
      const bool seeded = delivery == Delivery::seeded;
      CHECK(run.rounds() == Rounds{1});
      CHECK(ledger.total().rounds_alone == Rounds{1});
      CHECK(elements(ledger, {kServer0, kServer1}, Phase::online) == masks);
      CHECK(elements(ledger, {kServer1, kServer0}, Phase::online) == masks);
      CHECK(elements(ledger, {kProducer, kServer0}, Phase::offline) ==
            (seeded ? 0 : masks + derived));
      CHECK(elements(ledger, {kProducer, kServer1}, Phase::offline) ==
            (seeded ? derived : masks + derived));
    }
  }
}

// Of c1 x + c3 x^3, server 1 forms alpha^2, the sum c1 + 3 c3 alpha^2, its product with a, that of
// a^2 with alpha, and adds three terms; server 0 also alpha^3 and two terms of alpha. Before that
// both mask x and add the peer's half.
TEST_CASE("the work of a polynomial is that of its expansion") {
  Trial trial = trial_of({{{0.5, {1}}, {0.25, {3}}}}, 1, {4, 5});
  std::mt19937_64 random(1);
  test::fill(trial, random, 1.0);
  Settings settings;
  settings.ring = &z128();
  settings.truncation = Truncation::local;
  const test::OnShares run = test::on_shares(trial, settings);
  const auto work = [&run](PartyId party) {
    return run.network->work(party, Phase::online).element_operations;
  };
  constexpr int kMasking = 2, kTruncation = 1;
  CHECK(work(kServer1) == 20 * (1 + 1 + 2 + 3 + kMasking + kTruncation));
  CHECK(work(kServer0) == 20 * (2 + 1 + 2 + 3 + 2 + kMasking + kTruncation));
}

TEST_CASE("a value is opened once for its polynomials where masks are reused") {
  const auto twice = [](Engine& engine, Secrets x) -> Task<Secret> {
    return [](Engine& e, Secrets in) -> Task<Secret> {
      const int f = e.fractional_bits();
      Secret square = co_await e.square(in[0], f);
      Secrets same{in[0]};
      std::vector<PlainPolynomial> cubic{at_scale({{1.0, {3}}}, f)};
      Secrets cube = co_await e.polynomials(std::move(same), std::move(cubic));
      co_return co_await e.add(std::move(square), std::move(cube[0]));
    }(engine, std::move(x));
  };
  Trial trial{{Shape{4, 5}}, twice};
  std::mt19937_64 random(1);
  test::fill(trial, random, 1.0);
  for (const Reuse reuse : {Reuse::none, Reuse::weights, Reuse::training}) {
    Settings settings;
    settings.ring = &z128();
    settings.reuse = reuse;
    const bool once = reuse == Reuse::training;
    const test::OnShares run = test::on_shares(trial, settings);
    CHECK(elements(run.ledger(), {kServer0, kServer1}, Phase::online) == (once ? 20 : 40));
    CHECK(run.rounds() == Rounds{once ? 1 : 2});
  }
}

TEST_CASE("the results of one operation are truncated in one round together, apart in two") {
  Trial trial = trial_of({odd_powers(3), {{1, {2}}}}, 1, {4, 5});
  std::mt19937_64 random(1);
  test::fill(trial, random, 1.0);
  for (const bool together : {true, false}) {
    Settings settings;
    settings.ring = &z128();
    settings.truncation = Truncation::pair;
    settings.together = together;
    const test::OnShares run = test::on_shares(trial, settings);
    CHECK(run.rounds() == Rounds{together ? 2 : 3});
    CHECK(elements(run.ledger(), {kServer0, kServer1}, Phase::online) == 3 * 20);
  }
}

TEST_CASE("every result of an operation counts among its truncations, and none is far off") {
  Trial trial = trial_of({odd_powers(3), {{1, {2}}}, {{0.5, {1}}}}, 1, {4, 5});
  std::mt19937_64 random(1);
  test::fill(trial, random, 1.0);
  Settings settings;
  settings.ring = &z128();
  const test::OnShares run = test::on_shares(trial, settings);
  std::int64_t values = 0;
  for (const auto& [label, counts] : run.network->recorder().truncations()) {
    CHECK(label.operation == Operation::polynomial);
    CHECK(label.material == MaterialType::powers);
    CHECK(counts.catastrophic == 0);
    values += counts.truncations;
  }
  CHECK(values == 3 * 20);
}
