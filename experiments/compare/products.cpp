#include <fmt/format.h>

#include "experiments/compare/subjects.hpp"
#include "protocol/operations/convolution_map.hpp"

namespace fathom {
namespace {

using Secrets = std::vector<Secret>;

/// How products are computed, and how masks are reused: what the two comparisons go through.
constexpr std::string_view kForms[] = {
    "dot=scalar,convolution=scalar",
    "convolution=expanded",
    "dot=triple,convolution=triple",
    "reuse=weights",
    "reuse=training",
    "dot=function,convolution=function,multiply=function,truncation=fused",
    "dot=function,convolution=function,multiply=function,truncation=pair",
};

/// y = x w.
Task<Secret> forward(Engine& engine, Secrets in, BilinearMapPtr map) {
  co_return co_await engine.bilinear(std::move(map), in[0], in[1], engine.fractional_bits());
}

/// Two batches under the same weights: what a second one costs is the difference to `forward`.
Task<Secret> predict_twice(Engine& engine, Secrets in, BilinearMapPtr map) {
  const int f = engine.fractional_bits();
  in[2].slot()->keep();
  Secret first = co_await engine.bilinear(map, in[0], in[2], f);
  Secret second = co_await engine.bilinear(map, in[1], in[2], f);
  co_return co_await engine.add(std::move(first), std::move(second));
}

/// y = x w, dw = x' dy and dx = dy w'; dw is given out.
Task<Secret> training(Engine& engine, Secrets in, BilinearMapPtr y_map, BilinearMapPtr dw_map,
                      BilinearMapPtr dx_map) {
  const int f = engine.fractional_bits();
  Secret y = co_await engine.bilinear(std::move(y_map), in[0], in[1], f);
  Task<Secret> dw = engine.bilinear(std::move(dw_map), in[0], in[2], f);
  Task<Secret> dx = engine.bilinear(std::move(dx_map), in[2], in[1], f);
  auto both = co_await engine.all(std::move(dw), std::move(dx));
  co_return both.first;
}

struct Layer {
  std::string name;
  Shape x, w, y;
  BilinearMapPtr y_map, dw_map, dx_map;
};

void add_trials(std::vector<Trial>& trials, const Layer& layer, const Trial& common) {
  Trial trial = common;
  trial.what = layer.name + " forward";
  trial.operands = {layer.x, layer.w};
  trial.operations = [layer](Engine& e, Secrets in) {
    return forward(e, std::move(in), layer.y_map);
  };
  trials.push_back(trial);
  trial.what = layer.name + " two batches";
  trial.operands = {layer.x, layer.x, layer.w};
  trial.bound_units = 2;
  trial.operations = [layer](Engine& e, Secrets in) {
    return predict_twice(e, std::move(in), layer.y_map);
  };
  trials.push_back(trial);
  trial.what = layer.name + " training";
  trial.operands = {layer.x, layer.w, layer.y};
  trial.bound_units = 1;
  trial.operations = [layer](Engine& e, Secrets in) {
    return training(e, std::move(in), layer.y_map, layer.dw_map, layer.dx_map);
  };
  trials.push_back(trial);
}

CsvTable compare(const std::vector<Layer>& layers, const CompareOptions& options,
                 const std::function<void()>& note, std::string_view skip) {
  std::vector<Trial> trials;
  for (const Layer& layer : layers) {
    for (const std::string_view form : kForms) {
      if (form == skip) continue;
      const auto settings = changed(options.settings, form);
      if (!settings) continue;
      Trial trial;
      trial.variant = std::string(form);
      trial.settings = *settings;
      trial.bound_units = 1;
      add_trials(trials, layer, trial);
    }
  }
  return table_of_trials(trials, options, note);
}

Layer dense_layer(const std::string& name, std::size_t m, std::size_t k, std::size_t n) {
  return {fmt::format("{} ({},{})x({},{})", name, m, k, k, n),
          Shape{m, k},
          Shape{k, n},
          Shape{m, n},
          matmul_map(),
          matmul_map(Transpose::yes, Transpose::no),
          matmul_map(Transpose::no, Transpose::yes)};
}

Layer convolution_layer(const std::string& name, std::size_t batch, std::size_t channels) {
  constexpr std::size_t kSide = 28, kKernel = 3, kFilters = 32;
  const Shape images{batch, kSide, kSide, channels};
  const Windows windows = Windows::same(images, kKernel, kKernel, 1);
  return {fmt::format("{} {}", name, images.to_string()),
          images,
          Shape{kKernel, kKernel, channels, kFilters},
          Shape{batch, kSide, kSide, kFilters},
          convolution_map(windows),
          convolution_weights_gradient_map(windows),
          convolution_input_gradient_map(windows)};
}

}  // namespace

CsvTable compare_dense(const CompareOptions& options, const std::function<void()>& note) {
  const std::size_t batch = options.batch;
  return compare({dense_layer("dense1", batch, 6272, 128), dense_layer("dense2", batch, 128, 5)},
                 options, note, "convolution=expanded");
}

CsvTable compare_convolution(const CompareOptions& options, const std::function<void()>& note) {
  const std::size_t batch = options.batch;
  return compare({convolution_layer("conv1", batch, 1), convolution_layer("conv2", batch, 32)},
                 options, note, "");
}

}  // namespace fathom
