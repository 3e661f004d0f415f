#include <catch2/catch.hpp>

#include "tests/protocol/trial_checks.hpp"

using namespace fathom;
using test::Trial;

namespace {

using Secrets = std::vector<Secret>;

/// (x y) y and x x side by side, then their product: four pieces of material.
Trial some_products() {
  return {{Shape{3, 2}, Shape{3, 2}}, [](Engine& engine, Secrets in) -> Task<Secret> {
            return [](Engine& e, Secrets x) -> Task<Secret> {
              const int f = e.fractional_bits();
              Secret xy = co_await e.multiply(x[0], x[1], f);
              auto both = co_await e.all(e.multiply(xy, x[1], f), e.square(x[0], f));
              co_return co_await e.multiply(both.first, both.second, f);
            }(engine, std::move(in));
          }};
}

constexpr std::int64_t kPieces = 4;

test::Numbers truth(const std::vector<test::Numbers>& v) {
  test::Numbers z;
  for (std::size_t i = 0; i < v[0].size(); ++i) {
    z.push_back(v[0][i] * v[1][i] * v[1][i] * v[0][i] * v[0][i]);
  }
  return z;
}

std::vector<Settings> supplies(std::vector<Settings> all = test::all_settings()) {
  std::vector<Settings> variants;
  for (Settings settings : all) {
    for (const Supply supply : {Supply::ahead, Supply::streamed, Supply::on_demand}) {
      for (const bool together : {true, false}) {
        settings.supply = supply;
        settings.together = together;
        settings.window = 2;
        variants.push_back(settings);
      }
    }
  }
  return variants;
}

Messages messages(const test::OnShares& run, Link link, Operation operation) {
  Messages sum;
  for (const auto& [key, traffic] : run.ledger().links()) {
    if (key.first.operation == operation && key.second == link) sum += traffic.messages;
  }
  return sum;
}

}  // namespace

TEST_CASE("material ahead, streamed or on demand costs what paper predicts") {
  check_trial(some_products(), truth, 200, 200, 1.0, 3, supplies());
}

TEST_CASE("on demand every server asks once for each piece of which it receives something") {
  Trial trial = some_products();
  std::mt19937_64 random(1);
  fill(trial, random, 1.0);
  Settings settings;
  settings.supply = Supply::on_demand;
  const test::OnShares full = on_shares(trial, settings);
  settings.material = Delivery::seeded;
  const test::OnShares seeded = on_shares(trial, settings);
  for (const PartyId server : {kServer0, kServer1}) {
    CHECK(messages(full, {server, kProducer}, Operation::request) == Messages{kPieces});
    CHECK(messages(full, {server, kProducer}, Operation::credit) == Messages{0});
  }
  CHECK(messages(seeded, {kServer0, kProducer}, Operation::request) == Messages{0});
  CHECK(messages(seeded, {kServer1, kProducer}, Operation::request) == Messages{kPieces});
}

TEST_CASE("ahead nothing is asked for and nothing is credited") {
  Trial trial = some_products();
  std::mt19937_64 random(1);
  fill(trial, random, 1.0);
  Settings settings;
  settings.supply = Supply::ahead;
  const test::OnShares run = on_shares(trial, settings);
  for (const PartyId server : {kServer0, kServer1}) {
    CHECK(messages(run, {server, kProducer}, Operation::request) == Messages{0});
    CHECK(messages(run, {server, kProducer}, Operation::credit) == Messages{0});
  }
}

// Three products one after the other: every opening waits for a request and an answer.
TEST_CASE("on demand the chain grows by a round trip for every round, and the rounds do not") {
  Trial trial = some_products();
  std::mt19937_64 random(1);
  fill(trial, random, 1.0);
  Settings settings;
  settings.supply = Supply::ahead;
  const test::OnShares ahead = on_shares(trial, settings);
  settings.supply = Supply::on_demand;
  const test::OnShares on_demand = on_shares(trial, settings);
  CHECK(ahead.rounds() == Rounds{3});
  CHECK(on_demand.rounds() == Rounds{3});
  CHECK(ahead.chain == 1 + 3 + 1);
  CHECK(on_demand.chain == 1 + 3 * 3 + 1);
}
