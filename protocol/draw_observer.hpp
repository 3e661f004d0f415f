#pragma once

#include <cstdint>

#include "protocol/generator.hpp"

namespace fathom {

/// One tensor that a party draws from a generator, from the start of the stream at (tag, part).
struct Draw {
  const Generator& generator;
  const Key& key;
  Tag tag;
  std::uint8_t part;
  int bits;  ///< how many bits of an element are uniform: the ring's, or fewer
};

/// Watches every tensor that is drawn, for checks of what each party sees. There is none but in
/// such checks: without one a draw costs one comparison more.
class DrawObserver {
 public:
  DrawObserver() = default;
  DrawObserver(const DrawObserver&) = delete;
  DrawObserver& operator=(const DrawObserver&) = delete;

  /// What the drawing party gets in place of `drawn`: the same, or what a check plants. May draw.
  [[nodiscard]] virtual Tensor on_draw(const Draw& draw, Tensor drawn) = 0;

 protected:
  ~DrawObserver() = default;
};

/// Makes `observer` (which may be null) the one of this process, and returns the one before it.
DrawObserver* observe_draws(DrawObserver* observer);

}  // namespace fathom
