#include "nn/loss.hpp"

#include <catch2/catch.hpp>

#include "metrics/errors.hpp"
#include "nn/losses/one_against_one.hpp"
#include "tests/nn/small_training.hpp"
#include "tests/protocol/trial_checks.hpp"

using namespace fathom;
using test::Numbers;
using test::Trial;

namespace {

using Secrets = std::vector<Secret>;

/// The gradient of a loss by outputs x0 with labels x1.
Trial gradient_trial(LossName loss, std::size_t batch, std::size_t classes) {
  const auto run = [](Engine& engine, std::shared_ptr<Loss> of, Secrets x) -> Task<Secret> {
    co_return co_await of->gradient(engine, x[0], x[1]);
  };
  return {{{batch, output_count(loss, classes)}, {batch, classes}}, [=](Engine& engine, Secrets x) {
            LayerNames names;
            return run(engine, make_loss(loss, classes, names), std::move(x));
          }};
}

std::vector<Settings> nobody_sees() {
  std::vector<Settings> all = test::all_settings();
  for (Settings& settings : all) settings.likelihoods = Likelihoods::none;
  return all;
}

std::int64_t online_elements(const test::OnShares& run, Link link) {
  Elements sum;
  for (const auto& [key, traffic] : run.ledger().links()) {
    if (key.second == link && key.first.phase == Phase::online) sum += traffic.elements;
  }
  return sum.count();
}

}  // namespace

TEST_CASE("the squared error's gradient is the outputs minus the labels, and costs no message") {
  const auto truth = [](const std::vector<Numbers>& x) {
    Numbers out;
    for (std::size_t i = 0; i < x[0].size(); ++i) out.push_back(x[0][i] - x[1][i]);
    return out;
  };
  for (const auto& [batch, classes] : {std::pair{4U, 3U}, {1U, 5U}, {3U, 1U}, {0U, 3U}}) {
    const Trial trial = gradient_trial(LossName::squared_error, batch, classes);
    test::check_trial(trial, truth, 0, 2, 1.0, 1, nobody_sees());
  }
  Trial trial = gradient_trial(LossName::squared_error, 4, 3);
  trial.values = {Numbers(12, 0.5), Numbers(12, 0.25)};
  const auto run = test::on_shares(trial, nobody_sees().front());
  CHECK(run.rounds() == Rounds{0});
  CHECK(online_elements(run, {kServer0, kServer1}) == 0);
}

// Off the encoded reading by 1 for the truncation; off the doubles by 1/2 for each factor's
// rounding (of magnitude 1 and 2), 1/2 for the product's and for y_i's.
TEST_CASE("one against one has the gradient (y_i + y_j) s_ij - y_i for every two classes") {
  for (const auto& [batch, classes] : {std::pair{4U, 3U}, {1U, 5U}, {6U, 2U}, {0U, 3U}, {3U, 1U}}) {
    const auto truth = [batch = batch, classes = classes](const std::vector<Numbers>& x) {
      Numbers out;
      for (std::size_t r = 0; r < batch; ++r) {
        for (std::size_t i = 0; i < classes; ++i) {
          for (std::size_t j = i + 1; j < classes; ++j) {
            const double y_i = x[1][r * classes + i], y_j = x[1][r * classes + j];
            out.push_back((y_i + y_j) * x[0][out.size()] - y_i);
          }
        }
      }
      return out;
    };
    const Trial trial = gradient_trial(LossName::one_against_one, batch, classes);
    test::check_trial(trial, truth, 1, 3, 1.0, 1, nobody_sees());
  }
}

TEST_CASE("one against one takes one product of K (K - 1) / 2 a sample, in one round") {
  Trial trial = gradient_trial(LossName::one_against_one, 4, 5);
  trial.values = {Numbers(40, 0.5), Numbers(20, 0.25)};
  const auto run = test::on_shares(trial, nobody_sees().front());
  CHECK(run.rounds() == Rounds{1});
  CHECK(online_elements(run, {kServer0, kServer1}) == 2 * 40);
  CHECK(online_elements(run, {kServer1, kServer0}) == 2 * 40);
}

namespace {

/// The mean over the classes of (p - y)^2, summed over the samples, with p = exp(z) / sum exp(z).
double softmax_squared_error(const Numbers& z, const Numbers& y, std::size_t classes) {
  double loss = 0;
  for (std::size_t first = 0; first < z.size(); first += classes) {
    double sum = 0;
    for (std::size_t k = first; k < first + classes; ++k) sum += std::exp(z[k]);
    for (std::size_t k = first; k < first + classes; ++k) {
      loss += std::pow(std::exp(z[k]) / sum - y[k], 2) / static_cast<double>(classes);
    }
  }
  return loss;
}

}  // namespace

// Third derivatives of p are below 1 and those of the loss below 10, so a step of 1e-4 is off by
// less than 10 * 1e-8 / 6 = 1.7e-8.
TEST_CASE("the squared error of softmax has the gradient of numeric differentiation") {
  for (const auto& [batch, classes] : {std::pair{4U, 3U}, {1U, 5U}, {3U, 1U}}) {
    Trial trial = gradient_trial(LossName::softmax_squared_error, batch, classes);
    std::mt19937_64 random(2);
    test::fill(trial, random, 3.0);
    trial.values[1].assign(batch * classes, 0.0);
    for (std::size_t row = 0; row < batch; ++row) {
      trial.values[1][row * classes + random() % classes] = 1.0;
    }
    const Numbers gradient = test::in_the_clear(trial, Settings{}, reals()).values;
    for (std::size_t i = 0; i < gradient.size(); ++i) {
      Numbers above = trial.values[0], below = trial.values[0];
      above[i] += 1e-4;
      below[i] -= 1e-4;
      const double difference = softmax_squared_error(above, trial.values[1], classes) -
                                softmax_squared_error(below, trial.values[1], classes);
      CHECK(std::abs(gradient[i] - difference / 2e-4) < 1.7e-8);
    }
  }
}

TEST_CASE("the squared error of softmax is refused on shares and on encoded integers") {
  Trial trial = gradient_trial(LossName::softmax_squared_error, 2, 3);
  trial.values = {Numbers(6, 0.5), Numbers(6, 0.25)};
  CHECK_THROWS_WITH(test::in_the_clear(trial, Settings{}, z64()),
                    Catch::Contains("on shares take cross_entropy"));
  CHECK_THROWS_AS(test::on_shares(trial, Settings{}), UserError);
}

TEST_CASE("the class of one against one is that which collects most") {
  CHECK(pairs_of(3) == std::vector<std::pair<std::size_t, std::size_t>>{{0, 1}, {0, 2}, {1, 2}});
  // Class 1 beats 0 and 2; then 0 beats 1 and loses against 2, which beats 1 as well.
  const Output scores = class_scores({Shape{2, 3}, {0.25, 0.5, 1.0, 0.75, 0.25, 0.0}}, 3);
  CHECK(scores.shape == Shape{2, 3});
  CHECK(scores.values == std::vector<double>{0.75, 1.75, 0.5, 1.0, 0.25, 1.75});
}

TEST_CASE("a loss that does not go with who sees the likelihoods is refused with a sentence") {
  using enum Likelihoods;
  for (const Likelihoods seen : {both, one, permuted, server}) {
    CHECK_NOTHROW(check_loss(LossName::cross_entropy, seen));
    CHECK_THROWS_WITH(check_loss(LossName::squared_error, seen),
                      Catch::Contains("likelihoods " + std::string(to_string(seen))) &&
                          Catch::Contains("take likelihoods none"));
    CHECK_THROWS_AS(check_loss(LossName::one_against_one, seen), UserError);
  }
  CHECK_NOTHROW(check_loss(LossName::squared_error, none));
  CHECK_NOTHROW(check_loss(LossName::one_against_one, none));
  CHECK_THROWS_WITH(check_loss(LossName::cross_entropy, none), Catch::Contains("needs somebody"));
  CHECK_NOTHROW(check_loss(LossName::softmax_squared_error, both));
  CHECK_THROWS_WITH(check_loss(LossName::softmax_squared_error, none),
                    Catch::StartsWith("softmax_squared_error needs somebody"));
}

TEST_CASE("a model has as many outputs as its loss takes") {
  CHECK(output_count(LossName::cross_entropy, 5) == 5);
  CHECK(output_count(LossName::squared_error, 5) == 5);
  CHECK(output_count(LossName::one_against_one, 5) == 10);
  TrainingSpec spec = test::small_training(1);
  spec.classes = 4;
  spec.loss = LossName::one_against_one;
  CHECK_THROWS_WITH(Training(spec),
                    "the model gives 3 outputs, and for 4 classes the loss "
                    "one_against_one takes 6");
}
