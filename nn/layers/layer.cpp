#include "nn/layers/layer.hpp"

#include <utility>

namespace fathom {

Task<Done> Layer::set_up(Engine& /*engine*/) { co_return Done{}; }

Task<Done> Layer::prepare_backward(Engine& /*engine*/) { co_return Done{}; }

Task<Secret> product_with(Engine& engine, BilinearMapPtr map, Secret x, const Parameter& weights,
                          int drop) {
  if (weights.known.values != nullptr) {
    return engine.public_product(std::move(map), std::move(x), weights.known, drop);
  }
  return engine.bilinear(std::move(map), std::move(x), weights.value, drop);
}

int gradient_drop(const Engine& engine, int bits) {
  const Settings& settings = engine.settings();
  const bool once = settings.truncation != Truncation::gap && has_room(settings, bits + kRateBits);
  return once ? 0 : bits - engine.fractional_bits();
}

}  // namespace fathom
