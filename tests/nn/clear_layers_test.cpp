#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "metrics/errors.hpp"
#include "nn/layers/max_pooling2d.hpp"
#include "nn/layers/relu.hpp"
#include "nn/layers/true_sigmoid.hpp"
#include "tests/nn/layer_checks.hpp"

using namespace fathom;
using test::LayerTrial;
using test::NamedNumbers;
using test::Numbers;

namespace {

LayerTrial relu(const Shape& shape) {
  return {[] { return std::make_unique<ReLU>(); }, shape};
}

LayerTrial true_sigmoid(const Shape& shape) {
  return {[] { return std::make_unique<TrueSigmoid>(); }, shape};
}

LayerTrial max_pooling(const Shape& images, std::size_t pool_size) {
  return {[pool_size] { return std::make_unique<MaxPooling2D>(pool_size); }, images};
}

/// x of distinct odd multiples of 1/8 in a random order, so that none is nearer than 1/8 to 0 and
/// no two are nearer than 1/4 to each other.
NamedNumbers spread_values(const LayerTrial& trial) {
  NamedNumbers values = test::random_values(trial, 2.0);
  Numbers& x = values["x"];
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = (2.0 * (static_cast<double>(i) - static_cast<double>(x.size() / 2)) + 1.0) / 8;
  }
  std::shuffle(x.begin(), x.end(), std::mt19937_64(11));
  return values;
}

NamedNumbers in_the_clear(const LayerTrial& trial, const NamedNumbers& values) {
  return test::in_the_clear(trial, values, Settings{}, reals());
}

/// Over the integers of every ring and on shares, with the same sentence.
void check_refused(const LayerTrial& trial, const std::string& sentence) {
  const NamedNumbers values = test::random_values(trial, 1.0);
  for (const Ring* ring : {&z64(), &z128(), &q121()}) {
    CHECK_THROWS_WITH(test::in_the_clear(trial, values, Settings{}, *ring), sentence);
  }
  CHECK_THROWS_AS(test::on_shares(trial, values, Settings{}), UserError);
  CHECK_THROWS_WITH(test::on_shares(trial, values, Settings{}), sentence);
}

}  // namespace

TEST_CASE("ReLU passes what is positive, and the gradient there alone") {
  const NamedNumbers values{{"x", {1.5, -2, 0, 0.25, -0.125, 7}}, {"dy", {1, 2, 3, 4, 5, -6}}};
  const NamedNumbers results = in_the_clear(relu({2, 3}), values);
  CHECK(results.at("y") == Numbers{1.5, 0, 0, 0.25, 0, 7});
  CHECK(results.at("dx") == Numbers{1, 0, 0, 4, 0, -6});
}

// exp(ln 3) = 3, so the sigmoid of ln 3 is 3/4 and its derivative 3/16.
TEST_CASE("the true sigmoid is 1 / (1 + exp(-x)) with the derivative y (1 - y)") {
  const double l = std::log(3.0);
  const NamedNumbers values{{"x", {0, l, -l, 200, -200}}, {"dy", {4, 16, 16, 1, 1}}};
  const NamedNumbers results = in_the_clear(true_sigmoid({1, 5}), values);
  const Numbers y{0.5, 0.75, 0.25, 1, 0}, dx{1, 3, 3, 0, 0};
  for (std::size_t i = 0; i < 5; ++i) {
    CHECK(results.at("y")[i] == Approx(y[i]).margin(1e-15));
    CHECK(results.at("dx")[i] == Approx(dx[i]).margin(1e-14));
  }
}

TEST_CASE("max pooling takes the greatest of each square, and the gradient goes to the first") {
  const NamedNumbers values{{"x",
                             {1, 2, 5, 5, 9,  //
                              3, 0, 5, 5, 9,  //
                              -4, -1, -7, -8, 9}},
                            {"dy", {10, 20}}};
  const NamedNumbers results = in_the_clear(max_pooling({1, 3, 5, 1}, 2), values);
  CHECK(results.at("y") == Numbers{3, 5});
  CHECK(results.at("dx") == Numbers{0, 0, 20, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0});
}

TEST_CASE("max pooling takes each channel and each image alone") {
  const NamedNumbers values{{"x", {1, -1, 2, -2, 3, -3, 4, -4, 8, 5, 7, 5, 6, 6, 5, 9}},
                            {"dy", {1, 2, 3, 4}}};
  const NamedNumbers results = in_the_clear(max_pooling({2, 2, 2, 2}, 2), values);
  CHECK(results.at("y") == Numbers{4, -1, 8, 9});
  CHECK(results.at("dx") == Numbers{0, 2, 0, 0, 0, 0, 1, 0, 3, 0, 0, 0, 0, 0, 0, 4});
}

// A step of 1/16 crosses no corner of ReLU and changes no greatest element.
TEST_CASE("the gradients of ReLU and max pooling are those of numeric differentiation") {
  for (const LayerTrial& trial :
       {relu({3, 5}), relu({2, 3, 2, 2}), max_pooling({2, 4, 6, 3}, 2),
        max_pooling({1, 7, 5, 2}, 2), max_pooling({2, 6, 6, 1}, 3), max_pooling({1, 2, 3, 2}, 1)}) {
    test::check_gradients(trial, spread_values(trial), 1.0 / 16);
  }
}

// The sigmoid's third derivative is at most 1/8 and |dy| < 2, so a step of 1e-4 is off by at most
// 1e-8 / 6 / 4 = 4.2e-10, and by rounding (30 terms below 2, half a unit of 2^-52 each) over 2e-4
// by as much at most.
TEST_CASE("the gradient of the true sigmoid is that of numeric differentiation") {
  for (const Shape& shape : {Shape{5, 6}, Shape{2, 3, 2, 2}}) {
    const LayerTrial trial = true_sigmoid(shape);
    NamedNumbers values = test::random_values(trial, 2.0);
    for (double& x : values["x"]) x *= 3;
    test::check_gradients(trial, values, 1e-4, 8.4e-10);
  }
}

TEST_CASE("in prediction ReLU, max pooling and the true sigmoid are what they are in training") {
  for (LayerTrial trial : {relu({3, 5}), max_pooling({1, 4, 4, 2}, 2), true_sigmoid({2, 3})}) {
    const NamedNumbers values = test::random_values(trial, 2.0);
    const Numbers y = in_the_clear(trial, values).at("y");
    trial.pass = Pass::predict;
    CHECK(in_the_clear(trial, values).at("y") == y);
  }
}

TEST_CASE("ReLU, max pooling and the true sigmoid are refused on shares and encoded integers") {
  check_refused(relu({2, 3}),
                "ReLU compares private values, which is not possible on shares: use Sigmoid or "
                "SquareActivation");
  check_refused(max_pooling({1, 4, 4, 1}, 2),
                "MaxPooling2D compares private values, which is not possible on shares: use "
                "AveragePooling2D");
  check_refused(true_sigmoid({2, 3}),
                "the true sigmoid divides by a private value, which is not possible on shares: "
                "use Sigmoid, a polynomial");
}

TEST_CASE("max pooling says by name what it cannot take") {
  MaxPooling2D pooling(2, "pool1");
  CHECK(pooling.build({3, 5, 4, 2}) == Shape{3, 2, 2, 2});
  CHECK_THROWS_WITH(pooling.build({2, 16}), Catch::Contains("pool1") && Catch::Contains("(2, 16)"));
  CHECK_THROWS_WITH(pooling.build({2, 1, 4, 1}), Catch::Contains("at least 2 by 2"));
  CHECK_THROWS_WITH(MaxPooling2D(0, "pool0").build({2, 4, 4, 1}),
                    "layer pool0: a pool size is at least 1");
}
