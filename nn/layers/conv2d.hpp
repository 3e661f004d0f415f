#pragma once

#include "nn/layers/layer.hpp"
#include "protocol/windows.hpp"

namespace fathom {

enum class Padding : std::uint8_t { same, valid };

/// Convolution  y = x * w + b    x: (B, H, W, Ci)   w: (kh, kw, Ci, Co)   b: (Co)   y: (B, H', W',
/// Co) Forward : 1 round, size(x) + size(w) elements each way, one convolution triple. Backward: dw
/// = x * dy and dx = dy * w', each 1 round (both in one when openings go together), with
///           size(x) + size(dy) and size(dy) + size(w) elements each way, one convolution triple
///           each.
/// On shares y, dw and dx are each within 1 unit of the last place of the encoded reading: every
/// product is truncated once.                                                     [seed,
/// "Convolutions"]
class Conv2D final : public Layer {
 public:
  Conv2D(std::size_t filters, std::size_t kernel_height, std::size_t kernel_width, Padding padding,
         std::size_t strides = 1, std::string name = "conv2d");

  Shape build(const Shape& input) override;
  [[nodiscard]] Task<Secret> forward(Engine& engine, Secret x, Pass pass) override;
  [[nodiscard]] Task<Secret> backward(Engine& engine, Secret dy, bool needs_dx) override;

 private:
  [[nodiscard]] Windows windows(const Shape& images) const;

  std::size_t filters_, kernel_height_, kernel_width_, strides_;
  Padding padding_;
  Secret x_;
};

}  // namespace fathom
