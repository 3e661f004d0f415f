#include <catch2/catch.hpp>
#include <map>
#include <memory>
#include <ostream>
#include <vector>

#include "nn/layers/sigmoid.hpp"
#include "tests/protocol/trial_checks.hpp"

using namespace fathom;

namespace {

constexpr Derivative kOutput = Derivative::output, kOwn = Derivative::polynomial;

/// Costs in one pass: rounds on the critical path, elements each way, seeded material of server 1.
struct Cost {
  std::int64_t rounds, elements, material;
  bool operator==(const Cost&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Cost& cost) {
  return out << cost.rounds << " rounds, " << cost.elements << " n, 0/" << cost.material << " n";
}

constexpr std::int64_t kElements = 20;

Cost cost_in(const Ledger& ledger, Pass pass) {
  Cost cost{};
  for (const auto& [label, costs] : ledger.rows()) {
    if (label.pass == pass) cost.rounds += costs.critical_rounds.count();
  }
  std::int64_t back = 0;
  for (const auto& [key, traffic] : ledger.links()) {
    if (key.first.pass != pass) continue;
    const std::int64_t elements = traffic.elements.count();
    if (key.second == Link{kServer0, kServer1}) cost.elements += elements;
    if (key.second == Link{kServer1, kServer0}) back += elements;
    if (key.second == Link{kProducer, kServer1}) cost.material += elements;
    CHECK(key.second != Link{kProducer, kServer0});
  }
  CHECK(back == cost.elements);
  CHECK(cost.elements % kElements == 0);
  return {cost.rounds, cost.elements / kElements, cost.material / kElements};
}

/// Forward; then y is masked, as the next layer does where masks are reused; then backward.
Task<Secret> there_and_back(Engine& engine, std::vector<Secret> in,
                            std::shared_ptr<Sigmoid> layer) {
  std::vector<Secret> y(1);
  y[0] = co_await layer->forward(engine, in[0], Pass::forward);
  if (engine.reuses_masks()) co_await engine.mask(y);
  co_await layer->prepare_backward(engine);
  co_return co_await layer->backward(engine, in[1], true);
}

struct BothPasses {
  Cost forward, backward;
};

BothPasses costs_of(const Settings& settings, Derivative derivative) {
  test::Trial trial{{{4, 5}, {4, 5}}, [derivative](Engine& engine, std::vector<Secret> in) {
                      return there_and_back(
                          engine, std::move(in),
                          std::make_shared<Sigmoid>(reference_sigmoid(), PowersOf::u, derivative));
                    }};
  std::mt19937_64 random(1);
  test::fill(trial, random, 1.0);
  const test::OnShares run = test::on_shares(trial, settings);
  test::check_cost(run, test::on_paper(trial, settings));
  return {cost_in(run.ledger(), Pass::forward), cost_in(run.ledger(), Pass::backward)};
}

/// Seeded, in a ring with room for every form unless the test gives another.
Settings settings_of(SigmoidForm form, Reuse reuse, const Ring& ring = m521(), int f = 16) {
  Settings settings;
  settings.ring = &ring;
  settings.fractional_bits = f;
  settings.material = settings.inputs = Delivery::seeded;
  settings.sigmoid = form;
  settings.reuse = reuse;
  return settings;
}

struct Figures {
  SigmoidForm form;
  Cost once;          ///< each value opened once: reuse training
  std::int64_t anew;  ///< elements when every product masks its operands anew
};

// The catalogue's table "Sigmoid, degree 9".
const std::vector<Figures>& table() {
  static const std::vector<Figures> figures{
      {SigmoidForm::sequential, {5, 5, 5}, 10}, {SigmoidForm::logarithmic, {4, 5, 6}, 10},
      {SigmoidForm::split, {4, 4, 4}, 6},       {SigmoidForm::powers_of_y, {3, 3, 5}, 4},
      {SigmoidForm::powers_3x3, {2, 3, 7}, 4},  {SigmoidForm::powers, {1, 1, 8}, 1},
      {SigmoidForm::square, {1, 1, 1}, 1}};
  return figures;
}

}  // namespace

TEST_CASE("each form of the sigmoid takes the rounds, elements and material of the catalogue") {
  for (const auto& [form, once, anew] : table()) {
    INFO("form " << int(form));
    CHECK(costs_of(settings_of(form, Reuse::training), kOutput).forward == once);
    CHECK(costs_of(settings_of(form, Reuse::none), kOutput).forward ==
          Cost{once.rounds, anew, once.material});
  }
}

TEST_CASE("where 3f bits have no room the split form opens its inner sum too") {
  for (const auto& [ring, f] : {std::pair{&z64(), 16}, {&z64(), 13}, {&z128(), 32}}) {
    const Settings settings = settings_of(SigmoidForm::split, Reuse::training, *ring, f);
    CHECK(costs_of(settings, kOutput).forward == Cost{4, 5, 4});
  }
  for (const Ring* ring : {&z128(), &q121(), &m127()}) {
    const Settings settings = settings_of(SigmoidForm::split, Reuse::training, *ring);
    CHECK(costs_of(settings, kOutput).forward == Cost{4, 4, 4});
  }
}

TEST_CASE("backward by output takes one round and 2n where y is masked, the reference 2 and 4n") {
  for (const auto& [form, once, anew] : table()) {
    INFO("form " << int(form));
    const bool square = form == SigmoidForm::square;
    CHECK(costs_of(settings_of(form, Reuse::training), kOutput).backward ==
          (square ? Cost{1, 1, 1} : Cost{1, 2, 2}));
    const Cost apart = form == SigmoidForm::sequential ? Cost{2, 4, 2} : Cost{2, 3, 2};
    CHECK(costs_of(settings_of(form, Reuse::none), kOutput).backward ==
          (square ? Cost{1, 2, 1} : apart));
  }
}

TEST_CASE("forms by powers have the polynomial's own derivative from their forward openings") {
  const std::vector<std::pair<SigmoidForm, Cost>> backward{
      {SigmoidForm::sequential, {2, 3, 4}}, {SigmoidForm::logarithmic, {1, 2, 3}},
      {SigmoidForm::split, {1, 2, 3}},      {SigmoidForm::powers_of_y, {1, 2, 1}},
      {SigmoidForm::powers_3x3, {1, 2, 1}}, {SigmoidForm::powers, {1, 2, 1}},
      {SigmoidForm::square, {1, 1, 1}}};
  for (std::size_t i = 0; i < backward.size(); ++i) {
    const auto& [form, cost] = backward[i];
    INFO("form " << int(form));
    const BothPasses costs = costs_of(settings_of(form, Reuse::training), kOwn);
    Cost forward = table()[i].once;
    if (form == SigmoidForm::powers_3x3) ++forward.material;
    CHECK(costs.forward == forward);
    CHECK(costs.backward == cost);
  }
}

// Catalogue: up n of Q from server 0, the opening n of P each way, and down n of P from server 1 (2
// rounds alone) or from server 0 (3); seeded 0 / 8n of P.
TEST_CASE("powers with switch take two rounds, or three when server 0 sends both ways") {
  for (const bool one_way : {false, true}) {
    Settings settings = settings_of(SigmoidForm::powers, Reuse::training, q121(), 16);
    settings.integral_bits = 16;
    settings.switch_ring = true;
    settings.switch_one_way = one_way;
    test::Trial trial{{{4, 5}}, [](Engine& engine, std::vector<Secret> in) {
                        return [](Engine& e, Secret x) -> Task<Secret> {
                          Sigmoid layer(reference_sigmoid());
                          co_return co_await layer.forward(e, std::move(x), Pass::predict);
                        }(engine, in[0]);
                      }};
    std::mt19937_64 random(1);
    test::fill(trial, random, 1.0);
    const test::OnShares run = test::on_shares(trial, settings);
    test::check_cost(run, test::on_paper(trial, settings));
    CHECK(run.rounds() == Rounds{one_way ? 3 : 2});
    std::map<Link, std::int64_t> elements;
    for (const auto& [key, traffic] : run.ledger().links()) {
      const bool counted = key.first.phase == Phase::online || key.first.phase == Phase::offline;
      if (counted) elements[key.second] += traffic.elements.count();
    }
    CHECK(elements[{kServer0, kServer1}] == (one_way ? 3 : 2) * kElements);
    CHECK(elements[{kServer1, kServer0}] == (one_way ? 1 : 2) * kElements);
    CHECK(elements[{kProducer, kServer1}] == 8 * kElements);
    CHECK(elements[{kProducer, kServer0}] == 0);
  }
}
