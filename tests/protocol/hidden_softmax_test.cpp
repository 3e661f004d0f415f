#include "protocol/operations/hidden_softmax.hpp"

#include <catch2/catch.hpp>

#include "tests/protocol/trial_checks.hpp"

using namespace fathom;
using test::Numbers;
using test::OnShares;
using test::Trial;

namespace {

using Secrets = std::vector<Secret>;

/// softmax(z) - y.
Task<Secret> hidden_gradient(Engine& engine, Secrets x) {
  Secret p = co_await engine.hidden_softmax(x[0], "permuted likelihoods");
  co_return co_await engine.subtract(std::move(p), x[1]);
}

Numbers gradient(const std::vector<Numbers>& x, std::size_t classes) {
  Numbers out(x[0].size());
  for (std::size_t row = 0; row + classes <= out.size() && classes > 0; row += classes) {
    double sum = 0;
    for (std::size_t k = 0; k < classes; ++k) sum += std::exp(x[0][row + k]);
    for (std::size_t k = 0; k < classes; ++k) {
      out[row + k] = std::exp(x[0][row + k]) / sum - x[1][row + k];
    }
  }
  return out;
}

std::vector<Settings> hidden_settings(Likelihoods likelihoods) {
  std::vector<Settings> all;
  for (const Corrections corrections : {Corrections::server1, Corrections::alternating}) {
    for (const std::int64_t window : {0, 1, 32}) {
      for (Settings settings : test::all_settings()) {
        settings.likelihoods = likelihoods;
        settings.corrections = corrections;
        settings.window = window;
        all.push_back(settings);
      }
    }
  }
  return all;
}

Traffic traffic(const OnShares& run, Link link, Phase phase) {
  Traffic sum;
  for (const auto& [key, crossed] : run.ledger().links()) {
    if (key.second == link && key.first.phase == phase) sum += crossed;
  }
  return sum;
}

OnShares run(Likelihoods likelihoods, Delivery delivery) {
  Trial trial{{Shape{4, 5}, Shape{4, 5}}, hidden_gradient};
  std::mt19937_64 random(3);
  test::fill(trial, random);
  Settings settings;
  settings.likelihoods = likelihoods;
  settings.material = delivery;
  OnShares ended = test::on_shares(trial, settings);
  test::check_cost(ended, test::on_paper(trial, settings));
  return ended;
}

constexpr std::int64_t kN = 20;

}  // namespace

// One unit for the order in which a row is summed up, as the header says.
TEST_CASE("a softmax of hidden scores follows the encoded reading, at the predicted cost",
          "[slow]") {
  for (const Likelihoods likelihoods : {Likelihoods::permuted, Likelihoods::server}) {
    for (const auto& [batch, classes] :
         {std::pair{4U, 3U}, {1U, 5U}, {3U, 1U}, {1U, 1U}, {0U, 3U}, {13U, 11U}}) {
      const Trial trial{{{batch, classes}, {batch, classes}}, hidden_gradient};
      test::check_trial(
          trial, [classes = classes](const auto& x) { return gradient(x, classes); }, 1, 2, 4.0, 1,
          hidden_settings(likelihoods));
    }
  }
}

TEST_CASE("permuted likelihoods take 3 rounds, 2n from server 0 and n from server 1") {
  for (const Delivery delivery : {Delivery::full, Delivery::seeded}) {
    const OnShares ended = run(Likelihoods::permuted, delivery);
    CHECK(ended.rounds() == Rounds{3});
    CHECK(ended.ledger().total().rounds_alone == Rounds{3});
    CHECK(traffic(ended, {kServer0, kServer1}, Phase::online).elements == Elements{2 * kN});
    CHECK(traffic(ended, {kServer0, kServer1}, Phase::online).messages == Messages{2});
    CHECK(traffic(ended, {kServer1, kServer0}, Phase::online).elements == Elements{kN});
    const bool full = delivery == Delivery::full;
    CHECK(traffic(ended, {kProducer, kServer0}, Phase::offline).elements ==
          Elements{full ? 4 * kN : 0});
    CHECK(traffic(ended, {kProducer, kServer1}, Phase::offline).elements ==
          Elements{full ? 3 * kN : 2 * kN});
    CHECK(traffic(ended, {kServer0, kServer1}, Phase::setup) == Traffic{});
  }
}

TEST_CASE("a likelihood server takes 2 rounds, n from each server, 16 bytes and n back") {
  for (const Delivery delivery : {Delivery::full, Delivery::seeded}) {
    const OnShares ended = run(Likelihoods::server, delivery);
    CHECK(ended.rounds() == Rounds{2});
    CHECK(ended.ledger().total().rounds_alone == Rounds{2});
    for (const PartyId server : {kServer0, kServer1}) {
      CHECK(traffic(ended, {server, kLikelihood}, Phase::online).elements == Elements{kN});
      CHECK(traffic(ended, {kProducer, server}, Phase::offline) == Traffic{});
      CHECK(traffic(ended, {server, peer_of(server)}, Phase::online) == Traffic{});
    }
    CHECK(traffic(ended, {kLikelihood, kServer0}, Phase::online).payload == Bytes{16});
    CHECK(traffic(ended, {kLikelihood, kServer0}, Phase::online).elements == Elements{0});
    CHECK(traffic(ended, {kLikelihood, kServer1}, Phase::online).elements == Elements{kN});
    CHECK(traffic(ended, {kServer0, kServer1}, Phase::setup).payload == Bytes{16});
    CHECK(traffic(ended, {kServer0, kServer1}, Phase::setup).messages == Messages{1});
  }
}

TEST_CASE("who sees hidden scores is listed, and nobody else") {
  const auto permuted = run(Likelihoods::permuted, Delivery::seeded).ledger().reveals();
  CHECK(permuted.at({0, "permuted likelihoods", kServer0}) == RevealCount{Elements{kN}, 1});
  const auto third = run(Likelihoods::server, Delivery::seeded).ledger().reveals();
  CHECK(third.at({0, "permuted likelihoods", kLikelihood}) == RevealCount{Elements{kN}, 1});
  for (const auto& reveals : {permuted, third}) {
    CHECK(reveals.size() == 2);
    CHECK(reveals.contains({0, "result", kReceiver}));
  }
}

// The product leaves both servers at depth 1. Permuted: server 1 takes depth 2, server 0 takes 3,
// server 1 takes 4; again from (3, 4): server 1 takes 4, server 0 takes 5, server 1 takes 6, so
// that the second one adds 2; an opening from (5, 6) is taken at (7, 6). A likelihood server adds 2
// each.
TEST_CASE("permuted likelihoods let server 1 run ahead, which the next ones absorb") {
  for (const Likelihoods likelihoods : {Likelihoods::permuted, Likelihoods::server}) {
    Trial trial{{Shape{3, 4}, Shape{3, 4}}, [](Engine& engine, Secrets in) -> Task<Secret> {
                  return [](Engine& e, Secrets x) -> Task<Secret> {
                    Secret product = co_await e.multiply(x[0], x[1], e.fractional_bits());
                    Secret p = co_await e.hidden_softmax(std::move(product), "scores");
                    Secret twice = co_await e.hidden_softmax(std::move(p), "scores");
                    co_return co_await e.multiply(std::move(twice), x[1], e.fractional_bits());
                  }(engine, std::move(in));
                }};
    std::mt19937_64 random(3);
    test::fill(trial, random);
    for (const Settings& settings : hidden_settings(likelihoods)) {
      const OnShares ended = test::on_shares(trial, settings);
      test::check_cost(ended, test::on_paper(trial, settings));
      const bool permuted = likelihoods == Likelihoods::permuted;
      CHECK(ended.rounds() == Rounds{permuted ? 7 : 6});
    }
  }
}
