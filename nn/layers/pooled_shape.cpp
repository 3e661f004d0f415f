#include "nn/layers/pooled_shape.hpp"

#include <fmt/format.h>

#include "metrics/errors.hpp"

namespace fathom {

Shape pooled_shape(const std::string& layer, const Shape& images, std::size_t pool_size) {
  if (pool_size == 0) throw UserError(fmt::format("layer {}: a pool size is at least 1", layer));
  if (images.rank() != 4 || images[1] < pool_size || images[2] < pool_size) {
    throw UserError(
        fmt::format("layer {} takes (batch, height, width, channels) of at least {} by {}, not {}",
                    layer, pool_size, pool_size, images.to_string()));
  }
  return Shape{images[0], images[1] / pool_size, images[2] / pool_size, images[3]};
}

}  // namespace fathom
