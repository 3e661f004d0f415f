#include "nn/layers/layer.hpp"

namespace fathom {

Task<Done> Layer::prepare_backward(Engine& /*engine*/) { co_return Done{}; }

}  // namespace fathom
