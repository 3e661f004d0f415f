#include <catch2/catch.hpp>
#include <vector>

#include "nn/layers/average_pooling2d.hpp"
#include "nn/layers/conv2d.hpp"
#include "nn/layers/dense.hpp"
#include "nn/layers/dropout.hpp"
#include "nn/layers/flatten.hpp"
#include "nn/layers/sigmoid.hpp"
#include "nn/layers/square_activation.hpp"
#include "tests/nn/layer_trial.hpp"

using namespace fathom;
using test::LayerTrial;

namespace {

/// What one pass costs online: rounds, and elements from each server to the other; and its
/// material.
struct Cost {
  std::int64_t rounds, elements;
  std::int64_t material = 0;  ///< elements to each server in full delivery
  bool operator==(const Cost&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Cost& cost) {
  return out << cost.rounds << " rounds, " << cost.elements << " elements, " << cost.material
             << " of material";
}

Cost cost_of(const LayerTrial& trial, Pass pass, bool together, Reuse reuse = Reuse::none) {
  Settings settings;
  settings.together = together;
  settings.reuse = reuse;
  const auto run = test::on_shares(trial, test::random_values(trial, 1.0), settings);
  const Ledger& ledger = run.network->recorder().ledger();
  Cost cost{};
  for (const auto& [label, costs] : ledger.rows()) {
    if (label.pass == pass) cost.rounds += costs.critical_rounds.count();
  }
  std::int64_t back = 0, material1 = 0;
  for (const auto& [key, traffic] : ledger.links()) {
    if (key.first.pass != pass) continue;
    const std::int64_t elements = traffic.elements.count();
    if (key.second == Link{kServer0, kServer1}) cost.elements += elements;
    if (key.second == Link{kServer1, kServer0}) back += elements;
    if (key.second == Link{kProducer, kServer0}) cost.material += elements;
    if (key.second == Link{kProducer, kServer1}) material1 += elements;
  }
  CHECK(back == cost.elements);
  CHECK(material1 == cost.material);
  return cost;
}

LayerTrial sigmoid(Derivative derivative) {
  return {[derivative] {
            return std::make_unique<Sigmoid>(reference_sigmoid(), PowersOf::u, derivative);
          },
          {4, 5}};
}

}  // namespace

TEST_CASE("a dense layer opens batch*in + in*out elements in one round") {
  constexpr std::int64_t kBatch = 4, kIn = 5, kOut = 3;
  const LayerTrial dense{[] { return std::make_unique<Dense>(3); }, {kBatch, kIn}};
  const std::int64_t forward = kBatch * kIn + kIn * kOut;
  const std::int64_t dw = kBatch * kIn + kBatch * kOut, dx = kBatch * kOut + kIn * kOut;
  const std::int64_t triples = dw + kIn * kOut + dx + kBatch * kIn;
  for (const bool together : {true, false}) {
    CHECK(cost_of(dense, Pass::forward, together) == Cost{1, forward, forward + kBatch * kOut});
    CHECK(cost_of(dense, Pass::backward, together) == Cost{together ? 1 : 2, dw + dx, triples});
  }
}

// x: 2 images of 5 by 4 with 2 channels; w: 3 by 3 by 2 by 3; y: 2 by 5 by 4 by 3.
TEST_CASE("a convolution opens images and kernels as they are, and gradients likewise") {
  constexpr std::int64_t kX = 80, kW = 54, kY = 120;
  const LayerTrial conv{[] { return std::make_unique<Conv2D>(3, 3, 3, Padding::same); },
                        {2, 5, 4, 2}};
  for (const bool together : {true, false}) {
    CHECK(cost_of(conv, Pass::forward, together) == Cost{1, kX + kW, kX + kW + kY});
    CHECK(cost_of(conv, Pass::backward, together) ==
          Cost{together ? 1 : 2, (kX + kY) + (kY + kW), (kX + kY + kW) + (kY + kW + kX)});
  }
}

TEST_CASE("a sigmoid takes five products of n forward and two backward") {
  const LayerTrial trial = sigmoid(Derivative::output);
  for (const bool together : {true, false}) {
    CHECK(cost_of(trial, Pass::forward, together) == Cost{5, 10 * 20, 5 * 3 * 20});
    CHECK(cost_of(trial, Pass::backward, together) == Cost{2, 4 * 20, 2 * 3 * 20});
  }
}

TEST_CASE("with the polynomial's own derivative a sigmoid takes four products backward") {
  const LayerTrial trial = sigmoid(Derivative::polynomial);
  CHECK(cost_of(trial, Pass::backward, true) == Cost{3, 8 * 20, 4 * 3 * 20});
  CHECK(cost_of(trial, Pass::backward, false) == Cost{4, 8 * 20, 4 * 3 * 20});
}

// A square pair is a and a^2, a triple a, b and ab; a mask that is reused is delivered once.
TEST_CASE("a square layer takes a square of n forward and a product of n backward") {
  const LayerTrial square{[] { return std::make_unique<SquareActivation>(); }, {4, 5}};
  for (const bool together : {true, false}) {
    CHECK(cost_of(square, Pass::forward, together) == Cost{1, 20, 2 * 20});
    CHECK(cost_of(square, Pass::backward, together) == Cost{1, 2 * 20, 3 * 20});
    CHECK(cost_of(square, Pass::forward, together, Reuse::training).elements == 20);
    CHECK(cost_of(square, Pass::backward, together, Reuse::training).elements == 20);
  }
}

TEST_CASE("pooling, dropout and flattening take no round and send nothing") {
  const std::vector<LayerTrial> trials{
      {[] { return std::make_unique<AveragePooling2D>(2); }, {2, 4, 4, 3}},
      {[] { return std::make_unique<AveragePooling2D>(3); }, {2, 6, 6, 1}},
      {[] { return std::make_unique<Dropout>(0.25, 1); }, {4, 5}},
      {[] { return std::make_unique<Flatten>(); }, {2, 3, 3, 2}}};
  for (const LayerTrial& trial : trials) {
    for (const Pass pass : {Pass::forward, Pass::backward}) {
      CHECK(cost_of(trial, pass, true) == Cost{0, 0, 0});
    }
  }
}
