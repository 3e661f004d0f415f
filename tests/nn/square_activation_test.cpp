#include "nn/layers/square_activation.hpp"

#include <catch2/catch.hpp>

#include "nn/layers/sigmoid.hpp"
#include "tests/nn/layer_checks.hpp"

using namespace fathom;
using test::LayerTrial;
using test::NamedNumbers;
using test::Numbers;

namespace {

LayerTrial square(const Shape& shape) {
  return {[] { return std::make_unique<SquareActivation>(); }, shape};
}

std::vector<Settings> with_reuse(Reuse reuse) {
  std::vector<Settings> all = test::all_settings();
  for (Settings& settings : all) settings.reuse = reuse;
  return all;
}

}  // namespace

TEST_CASE("a square layer is x^2 with the derivative 2x") {
  const NamedNumbers values{{"x", {3, -0.5, 0, 1.25}}, {"dy", {1, 2, 5, -4}}};
  const NamedNumbers results = test::in_the_clear(square({2, 2}), values, Settings{}, reals());
  CHECK(results.at("y") == Numbers{9, 0.25, 0, 1.5625});
  CHECK(results.at("dx") == Numbers{6, -2, 0, -10});
}

TEST_CASE("the gradient of a square layer is that of numeric differentiation") {
  for (const Shape& shape : {Shape{3, 4}, Shape{2, 3, 2, 2}}) test::check_gradients(square(shape));
}

// Inputs below 2 are rounded by half a unit: x^2 is then off by up to 2 units and a half for its
// own rounding, 2 x dy by up to 4 and a half.
TEST_CASE("a square layer on shares is within one unit and costs what is predicted") {
  for (const Shape& shape : {Shape{3, 4}, Shape{1, 1}, Shape{2, 3, 2, 2}}) {
    for (const Reuse reuse : {Reuse::none, Reuse::training}) {
      test::check_on_shares(square(shape), {{"y", 1}, {"dx", 1}}, 4.6, with_reuse(reuse));
    }
  }
}

TEST_CASE("operands with more fractional bits, as pooling leaves them, are squared as exactly") {
  LayerTrial trial = square({3, 4});
  trial.x_raise = 2;
  trial.dy_raise = 1;
  test::check_on_shares(trial, {{"y", 1}, {"dx", 1}}, 4.6);
}

TEST_CASE("the sigmoid's form square is the square layer, bit for bit") {
  Settings settings;
  settings.sigmoid = SigmoidForm::square;
  const LayerTrial form{[] { return std::make_unique<Sigmoid>(reference_sigmoid()); }, {3, 4}};
  const NamedNumbers values = test::random_values(form, 4.0);
  CHECK(test::on_shares(form, values, settings).values ==
        test::on_shares(square({3, 4}), values, settings).values);
}
