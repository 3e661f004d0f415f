#include <catch2/catch.hpp>

#include "protocol/input_sharing.hpp"
#include "tests/protocol/trial_checks.hpp"

using namespace fathom;
using test::Numbers;
using test::Trial;

namespace {

using Secrets = std::vector<Secret>;

/// x w, with x (4, 3) and w (3, 2).
Trial product() {
  return {{Shape{4, 3}, Shape{3, 2}}, [](Engine& engine, Secrets x) {
            return engine.matmul(x[0], x[1], engine.fractional_bits());
          }};
}

Numbers truth(const std::vector<Numbers>& v) {
  Numbers z;
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t j = 0; j < 2; ++j) {
      double sum = 0;
      for (std::size_t p = 0; p < 3; ++p) sum += v[0][i * 3 + p] * v[1][p * 2 + j];
      z.push_back(sum);
    }
  }
  return z;
}

std::vector<Settings> masked(bool function) {
  std::vector<Settings> variants;
  for (Settings settings : test::all_settings()) {
    settings.inputs = Delivery::masked;
    if (function) settings.multiply = settings.dot = settings.convolution = Form::function;
    if (function) settings.truncation = Truncation::fused;
    for (const Reuse reuse : {Reuse::none, Reuse::weights, Reuse::training, Reuse::data}) {
      settings.reuse = reuse;
      variants.push_back(settings);
      if (function) continue;
      for (const Form form : {Form::scalar, Form::expanded}) {
        variants.push_back(settings);
        variants.back().dot = form;
      }
    }
  }
  return variants;
}

test::OnShares run(const Settings& settings) {
  Trial trial = product();
  std::mt19937_64 random(1);
  fill(trial, random, 1.0);
  return on_shares(trial, settings);
}

Elements sent(const test::OnShares& run, PartyId from, PartyId to, Phase phase) {
  Elements sum;
  for (const auto& [key, traffic] : run.ledger().links()) {
    if (key.first.phase == phase && key.second == Link{from, to}) sum += traffic.elements;
  }
  return sum;
}

}  // namespace

TEST_CASE("products of masked inputs are right, at the predicted cost, in every form and reuse") {
  check_trial(product(), truth, 1, 13, 4.0, 1, masked(false));
  check_trial(product(), truth, 1, 13, 4.0, 1, masked(true));
}

TEST_CASE("masked, a provider sends its elements to both servers and 16 bytes to three parties") {
  Settings settings;
  settings.inputs = Delivery::masked;
  const test::OnShares done = run(settings);
  const PartyId provider = PartyId::provider(0);
  // Two of x's four rows and one of w's three.
  for (const PartyId server : {kServer0, kServer1}) {
    CHECK(sent(done, provider, server, Phase::input) == Elements{2 * 3 + 1 * 2});
  }
  CHECK(sent(done, provider, kProducer, Phase::input) == Elements{0});
  const Label key{.phase = Phase::input, .operation = Operation::key};
  for (const PartyId taker : {kServer0, kServer1, kProducer}) {
    const Traffic& traffic = done.ledger().links().at({key, {provider, taker}});
    CHECK(traffic.messages == Messages{1});
    CHECK(traffic.payload == Bytes{16});
  }
}

// Reuse of masks: x w of masked inputs opens nothing. In function-dependent form it opens its
// result alone. Without reuse the additive shares are masked anew.
TEST_CASE("a product of masked inputs opens nothing that travelled opened") {
  Settings settings;
  settings.inputs = Delivery::masked;
  const auto opened = [&] { return sent(run(settings), kServer0, kServer1, Phase::online); };
  CHECK(opened() == Elements{4 * 3 + 3 * 2});
  for (const Reuse reuse : {Reuse::weights, Reuse::training, Reuse::data}) {
    settings.reuse = reuse;
    CHECK(opened() == Elements{0});
    CHECK(run(settings).rounds() == Rounds{0});
  }
  settings.multiply = settings.dot = settings.convolution = Form::function;
  settings.truncation = Truncation::fused;
  CHECK(opened() == Elements{4 * 2});
}

TEST_CASE("the keys of the two halves differ from each other and from the producer's") {
  const Key key = derive_key(1, 2);
  CHECK(half_key(key, 0) != half_key(key, 1));
  CHECK(half_key(key, 0) != key);
  CHECK(half_key(key, 1) != key);
  CHECK(half_key(key, 0) == half_key(key, 0));
  CHECK(half_key(derive_key(1, 3), 0) != half_key(key, 0));
}
