#include "nn/layers/layer.hpp"

namespace fathom {

Task<Done> Layer::prepare_backward(Engine& /*engine*/) { co_return Done{}; }

int gradient_drop(const Engine& engine, int bits) {
  const Settings& settings = engine.settings();
  const bool once = settings.truncation != Truncation::gap && has_room(settings, bits + kRateBits);
  return once ? 0 : bits - engine.fractional_bits();
}

}  // namespace fathom
