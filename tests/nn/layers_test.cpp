#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "metrics/errors.hpp"
#include "nn/layers/average_pooling2d.hpp"
#include "nn/layers/conv2d.hpp"
#include "nn/layers/dense.hpp"
#include "nn/layers/dropout.hpp"
#include "nn/layers/flatten.hpp"
#include "tests/nn/layer_checks.hpp"

using namespace fathom;
using test::check_gradients;
using test::check_on_shares;
using test::LayerTrial;
using test::NamedNumbers;
using test::Numbers;

namespace {

LayerTrial dense(std::size_t batch, std::size_t in, std::size_t out) {
  return {[out] { return std::make_unique<Dense>(out); }, {batch, in}};
}

LayerTrial convolution(const Shape& images, std::size_t filters, std::size_t height,
                       std::size_t width, Padding padding, std::size_t stride) {
  return {[=] { return std::make_unique<Conv2D>(filters, height, width, padding, stride); },
          images};
}

LayerTrial pooling(const Shape& images, std::size_t pool) {
  return {[pool] { return std::make_unique<AveragePooling2D>(pool); }, images};
}

LayerTrial dropout(const Shape& shape, double rate) {
  return {[rate] { return std::make_unique<Dropout>(rate, 17); }, shape};
}

LayerTrial flatten(const Shape& shape) {
  return {[] { return std::make_unique<Flatten>(); }, shape};
}

std::vector<LayerTrial> dense_layers() {
  return {dense(4, 5, 3), dense(1, 1, 1), dense(1, 7, 2), dense(6, 1, 4), dense(0, 3, 2)};
}

std::vector<LayerTrial> convolutions() {
  return {convolution({2, 5, 4, 2}, 3, 3, 3, Padding::same, 1),
          convolution({2, 5, 4, 2}, 3, 3, 3, Padding::valid, 1),
          convolution({1, 6, 7, 1}, 2, 3, 2, Padding::same, 2),
          convolution({2, 7, 6, 2}, 1, 2, 3, Padding::valid, 2),
          convolution({1, 1, 1, 1}, 1, 1, 1, Padding::valid, 1)};
}

std::vector<LayerTrial> linear_maps() {
  return {pooling({2, 4, 6, 3}, 2),   pooling({1, 7, 5, 2}, 2),
          pooling({2, 6, 6, 1}, 3),   dropout({5, 8}, 0.25),
          dropout({2, 3, 3, 2}, 0.5), dropout({4, 4}, 0.0),
          flatten({2, 3, 2, 2}),      flatten({3, 5})};
}

}  // namespace

TEST_CASE("a dense layer on shares is within one unit, and its bias gradient exact") {
  for (const LayerTrial& trial : dense_layers()) {
    check_on_shares(trial, {{"y", 1}, {"dx", 1}, {"dweights", 1}}, 40);
  }
}

TEST_CASE("a convolution on shares is within one unit, and its bias gradient exact") {
  for (const LayerTrial& trial : convolutions()) {
    check_on_shares(trial, {{"y", 1}, {"dx", 1}, {"dweights", 1}}, 150);
  }
}

// A ninth and 4/3 have 12 significant bits: 2^-12 of a value of 4 is up to 5 million units of the
// last place.
TEST_CASE("pooling, dropout and flattening on shares are the encoded reading exactly") {
  for (const LayerTrial& trial : linear_maps()) check_on_shares(trial, {}, 5e6);
  check_on_shares(pooling({2, 4, 6, 3}, 2), {}, 1);
  check_on_shares(flatten({2, 3, 2, 2}), {}, 1);
  check_on_shares(dropout({5, 8}, 0.5), {}, 1);
}

TEST_CASE("operands with more fractional bits, as pooling leaves them, are truncated once") {
  for (LayerTrial trial : {dense(4, 5, 3), convolution({2, 5, 4, 2}, 3, 3, 3, Padding::same, 1)}) {
    trial.x_raise = 2;
    trial.dy_raise = 3;
    check_on_shares(trial, {{"y", 1}, {"dx", 1}, {"dweights", 1}}, 150);
  }
}

TEST_CASE("the gradients of layers in the clear are those of numeric differentiation") {
  for (const auto& layers : {dense_layers(), convolutions(), linear_maps()}) {
    for (const LayerTrial& trial : layers) {
      if (trial.x.size() > 0) check_gradients(trial);
    }
  }
}

// x w + b with w = (1, 2; 3, 4; 5, 6), by hand.
TEST_CASE("a dense layer is x w + b") {
  const NamedNumbers values{{"x", {1, 0, -1, 2, 2, 2}},
                            {"dy", {1, 10, 20, 40}},
                            {"weights", {1, 2, 3, 4, 5, 6}},
                            {"bias", {0.5, -0.5}}};
  const NamedNumbers results = test::in_the_clear(dense(2, 3, 2), values, Settings{}, reals());
  CHECK(results.at("y") == Numbers{-3.5, -4.5, 18.5, 23.5});
  CHECK(results.at("dbias") == Numbers{21, 50});
  CHECK(results.at("dweights") == Numbers{41, 90, 40, 80, 39, 70});
  CHECK(results.at("dx") == Numbers{21, 43, 65, 100, 220, 340});
}

TEST_CASE("pooling averages each square, and leaves out rows and columns that fill none") {
  NamedNumbers values{{"x", Numbers(7 * 5)}, {"dy", Numbers{4, 8, 12, 16, 20, 24}}};
  for (std::size_t i = 0; i < 35; ++i) values["x"][i] = static_cast<double>(i);
  const NamedNumbers results =
      test::in_the_clear(pooling({1, 7, 5, 1}, 2), values, Settings{}, reals());
  CHECK(results.at("y") == Numbers{3, 5, 13, 15, 23, 25});
  CHECK(results.at("dx") == Numbers{1, 1, 2, 2, 0, 1, 1, 2, 2, 0, 3, 3, 4, 4, 0, 3, 3, 4,
                                    4, 0, 5, 5, 6, 6, 0, 5, 5, 6, 6, 0, 0, 0, 0, 0, 0});
}

TEST_CASE("dropout drops at its rate, scales the rest, and drops the same on the way back") {
  for (const double rate : {0.1, 0.25, 0.5, 0.9}) {
    const LayerTrial trial = dropout({100, 100}, rate);
    NamedNumbers values{{"x", Numbers(10'000, 1.0)}, {"dy", Numbers(10'000, 3.0)}};
    const NamedNumbers results = test::in_the_clear(trial, values, Settings{}, reals());
    double dropped = 0;
    for (std::size_t i = 0; i < 10'000; ++i) {
      const double y = results.at("y")[i];
      if (y == 0) ++dropped;
      if (y != 0) REQUIRE(y == Approx(1 / (1 - rate)));
      REQUIRE(results.at("dx")[i] == Approx(3 * y));
    }
    const double deviation = std::sqrt(rate * (1 - rate) / 10'000);
    CHECK(std::abs(dropped / 10'000 - rate) < 5 * deviation);
  }
}

TEST_CASE("dropout does nothing in prediction, and another seed drops others") {
  LayerTrial trial = dropout({10, 10}, 0.5);
  const NamedNumbers values = test::random_values(trial, 2.0);
  const NamedNumbers trained = test::in_the_clear(trial, values, Settings{}, reals());
  const LayerTrial other{[] { return std::make_unique<Dropout>(0.5, 18); }, {10, 10}};
  CHECK(test::in_the_clear(other, values, Settings{}, reals()).at("y") != trained.at("y"));
  trial.pass = Pass::predict;
  CHECK(test::in_the_clear(trial, values, Settings{}, reals()).at("y") == values.at("x"));
}

TEST_CASE("a dropout rate lies in [0, 1)") {
  CHECK_NOTHROW(Dropout(0.0, 1));
  CHECK_NOTHROW(Dropout(0.999, 1));
  CHECK_THROWS_AS(Dropout(1.0, 1), UserError);
  CHECK_THROWS_AS(Dropout(-0.1, 1), UserError);
  CHECK_THROWS_AS(Dropout(std::nan(""), 1), UserError);
}
