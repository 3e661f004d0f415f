#include "protocol/operations/reveal.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "protocol/tensor_math.hpp"
#include "tests/protocol/tensor_samples.hpp"
#include "tests/protocol/trial_checks.hpp"

using namespace fathom;
using test::Numbers;
using test::Trial;
using testing::kIntegerRings;
using testing::sample;

namespace {

using Secrets = std::vector<Secret>;

/// What both servers hold after a reveal of shares x0 and x1.
std::array<Tensor, 2> revealed(const Tensor& x0, const Tensor& x1, Likelihoods to) {
  test::MemoryNetwork network;
  const Settings settings;
  const RevealOperation reveal(x0.ring(), x0.shape(), to);
  const RunContext context{settings, Tag{5}};
  Values share0{x0}, share1{x1};
  Task<Values> at0 = reveal.run(network.party(kServer0), context, std::move(share0));
  Task<Values> at1 = reveal.run(network.party(kServer1), context, std::move(share1));
  at0.start(network.strand(kServer0));
  at1.start(network.strand(kServer1));
  network.run();
  return {at0.result()[0].share, at1.result()[0].share};
}

Task<Secret> loss_gradient(Engine& engine, Secrets x) {
  Public scores = co_await engine.reveal(x[0], "likelihoods");
  co_return co_await engine.softmax_gradient(std::move(scores), x[1]);
}

/// softmax(z) - y, row by row, as the book has it, with the greatest score taken off first.
Numbers softmax_minus(const Numbers& z, const Numbers& y, std::size_t classes) {
  Numbers out(z.size());
  for (std::size_t row = 0; row + classes <= z.size() && classes > 0; row += classes) {
    double greatest = z[row], sum = 0;
    for (std::size_t k = 0; k < classes; ++k) greatest = std::max(greatest, z[row + k]);
    for (std::size_t k = 0; k < classes; ++k) sum += std::exp(z[row + k] - greatest);
    for (std::size_t k = 0; k < classes; ++k) {
      out[row + k] = std::exp(z[row + k] - greatest) / sum - y[row + k];
    }
  }
  return out;
}

Trial loss_trial(std::size_t batch, std::size_t classes, double magnitude) {
  Trial trial{{{batch, classes}, {batch, classes}}, loss_gradient};
  std::mt19937_64 random(batch * 100 + classes);
  test::fill(trial, random, magnitude);
  for (double& label : trial.values[1]) label = 0;
  for (std::size_t i = 0; i < batch && classes > 0; ++i) {
    trial.values[1][i * classes + random() % classes] = 1;
  }
  return trial;
}

}  // namespace

TEST_CASE("a reveal to both servers gives the sum of the shares to each") {
  for (const Ring* ring : kIntegerRings) {
    const Tensor x0 = sample(*ring, {3, 2}, 1), x1 = sample(*ring, {3, 2}, 2);
    const auto [at0, at1] = revealed(x0, x1, Likelihoods::both);
    CHECK(equal(at0, add(x0, x1)));
    CHECK(equal(at1, add(x0, x1)));
  }
}

TEST_CASE("a reveal to server 0 gives server 1 nothing at all") {
  for (const Ring* ring : kIntegerRings) {
    const Tensor x0 = sample(*ring, {5}, 1), x1 = sample(*ring, {5}, 2);
    const auto [at0, at1] = revealed(x0, x1, Likelihoods::one);
    CHECK(equal(at0, add(x0, x1)));
    CHECK(at1.empty_handle());
  }
}

TEST_CASE("the gradient of softmax and cross-entropy is the likelihoods minus the labels") {
  for (const auto& [batch, classes] : {std::pair{4U, 3U}, {1U, 5U}, {3U, 1U}, {1U, 1U}, {0U, 3U}}) {
    for (const Likelihoods to : {Likelihoods::both, Likelihoods::one}) {
      for (Settings settings : test::all_settings()) {
        settings.likelihoods = to;
        const Trial trial = loss_trial(batch, classes, 5.0);
        INFO(test::describe(settings) << ", " << batch << " by " << classes);
        const test::OnShares run = test::on_shares(trial, settings);
        const test::Result encoded = test::in_the_clear(trial, settings, *settings.ring);
        CHECK(run.result.values == encoded.values);
        const Numbers truth = softmax_minus(trial.values[0], trial.values[1], classes);
        CHECK(test::greatest_difference(encoded.values, truth) <= 2 * run.result.last_place);
        const test::Result real = test::in_the_clear(trial, settings, reals());
        CHECK(test::greatest_difference(real.values, truth) < 1e-14);
        test::check_cost(run, test::on_paper(trial, settings));
      }
    }
  }
}

TEST_CASE("labels may be any numbers") {
  for (const auto& [batch, classes] :
       {std::pair{0U, 4U}, {1U, 1U}, {3U, 5U}, {7U, 2U}, {13U, 11U}}) {
    const Trial trial{{{batch, classes}, {batch, classes}}, loss_gradient};
    test::check_trial(
        trial,
        [classes = classes](const std::vector<Numbers>& x) {
          return softmax_minus(x[0], x[1], classes);
        },
        0, 2);
  }
}

// exp(2000) is beyond doubles.
TEST_CASE("great scores do not overflow the exponential") {
  Settings settings;
  settings.ring = &q121();
  settings.fractional_bits = 32;
  settings.integral_bits = 16;
  const Trial trial = loss_trial(6, 4, 2000.0);
  const Numbers truth = softmax_minus(trial.values[0], trial.values[1], 4);
  const test::Result result = test::on_shares(trial, settings).result;
  CHECK(test::greatest_difference(result.values, truth) <= 2 * result.last_place);
}

TEST_CASE("what is revealed is listed, with who saw it") {
  const Trial trial = loss_trial(4, 3, 5.0);
  for (const Likelihoods to : {Likelihoods::both, Likelihoods::one}) {
    Settings settings;
    settings.likelihoods = to;
    const auto reveals = test::on_shares(trial, settings).ledger().reveals();
    CHECK(reveals.at({0, "likelihoods", kServer0}) == RevealCount{Elements{12}, 1});
    CHECK(reveals.contains({0, "likelihoods", kServer1}) == (to == Likelihoods::both));
    CHECK(reveals.at({0, "result", kReceiver}) == RevealCount{Elements{12}, 1});
    CHECK(reveals.size() == (to == Likelihoods::both ? 3 : 2));
  }
}

TEST_CASE("a reveal of nothing reveals nothing") {
  const Trial trial = loss_trial(0, 3, 5.0);
  CHECK(test::on_shares(trial, Settings{}).ledger().reveals().empty());
}
