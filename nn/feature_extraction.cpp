#include "nn/feature_extraction.hpp"

#include <algorithm>
#include <memory>
#include <numeric>
#include <utility>

#include "nn/batches.hpp"
#include "nn/data/rows.hpp"
#include "nn/models.hpp"
#include "protocol/engines/clear.hpp"

namespace fathom {
namespace {

const Shape kImage{1, 28, 28, 1};
constexpr std::size_t kFeatures = 6272;

Task<Done> extract(Engine& engine, Sequential& model, InputPlan plan, std::uint32_t count) {
  co_await engine.take_inputs(std::move(plan));
  co_await model.initialize_from_inputs(engine);
  for (Rows& rows : batches(in_order(count), kExtractionBatch)) {
    Secret x = co_await engine.input("images", std::move(rows));
    Secret features = co_await model.forward(engine, std::move(x), Pass::predict);
    co_await engine.output(std::move(features), "features");
  }
  co_return Done{};
}

}  // namespace

SigmoidPolynomial feature_sigmoid() {
  constexpr int kHalfWidthLog2 = 4;
  return fitted_sigmoid(kHalfWidthLog2);
}

HostArray<float> extract_features(const HostArray<std::uint8_t>& images, const NamedArrays& weights,
                                  const std::string& path,
                                  const std::function<void(Sequential&)>& add_layers,
                                  const std::function<void()>& on_image_batch) {
  const std::size_t count = images.shape.rows();
  LayerNames names;
  Sequential model;
  add_layers(model);
  model.build(kImage, names);

  InputPlan plan;
  InputData data;
  for (const auto& [name, shape, layer] : model.parameter_names()) {
    const auto array = std::make_shared<HostArray<double>>(require(weights, name, shape, path));
    data[name] = std::make_shared<ArrayRows<double>>(array, shape, shape.rows());
    plan.sources.push_back({name, layer, shape, {}});
  }
  const std::shared_ptr<const HostArray<std::uint8_t>> shared(&images, [](const auto*) {});
  data["images"] = std::make_shared<ArrayRows<std::uint8_t>>(shared, kImage, count, 1.0 / 255.0);
  plan.sources.push_back({"images", 0, kImage.with_rows(count), {}});

  HostArray<float> features{Shape{count, kFeatures}, {}};
  features.values.reserve(count * kFeatures);
  Clear engine(Settings{}, reals(), data);
  engine.set_sink([&](const std::string&, Output output) {
    std::ranges::transform(output.values, std::back_inserter(features.values),
                           [](double value) { return static_cast<float>(value); });
    on_image_batch();
  });
  engine.read([&](Engine& reading) {
    return extract(reading, model, plan, static_cast<std::uint32_t>(count));
  });
  return features;
}

}  // namespace fathom
