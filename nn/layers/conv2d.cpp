#include "nn/layers/conv2d.hpp"

#include <fmt/format.h>

#include <utility>

#include "metrics/errors.hpp"
#include "protocol/operations/convolution_map.hpp"

namespace fathom {

Conv2D::Conv2D(std::size_t filters, std::size_t kernel_height, std::size_t kernel_width,
               Padding padding, std::size_t strides, std::string name)
    : Layer(std::move(name)),
      filters_(filters),
      kernel_height_(kernel_height),
      kernel_width_(kernel_width),
      strides_(strides),
      padding_(padding) {}

Windows Conv2D::windows(const Shape& images) const {
  return padding_ == Padding::same
             ? Windows::same(images, kernel_height_, kernel_width_, strides_)
             : Windows::valid(images, kernel_height_, kernel_width_, strides_);
}

Shape Conv2D::build(const Shape& input) {
  if (input.rank() != 4) {
    throw UserError(fmt::format("layer {} takes (batch, height, width, channels), not {}", name(),
                                input.to_string()));
  }
  if (padding_ == Padding::valid && (input[1] < kernel_height_ || input[2] < kernel_width_)) {
    throw UserError(fmt::format("layer {}: a kernel of ({}, {}) does not fit into images of {}",
                                name(), kernel_height_, kernel_width_, input.to_string()));
  }
  parameters_.clear();
  parameters_.push_back(
      {"weights", Shape{kernel_height_, kernel_width_, input[3], filters_}, {}, {}, {}, 0});
  parameters_.push_back({"bias", Shape{filters_}, {}, {}, {}, 0});
  const Windows moved = windows(input);
  return Shape{input[0], moved.out_height, moved.out_width, filters_};
}

Task<Secret> Conv2D::forward(Engine& engine, Secret x, Pass pass) {
  const LabelScope scope(co_await this_strand(), id(), pass);
  x_ = x;
  const int drop = x.fractional_bits();
  BilinearMapPtr map = convolution_map(windows(x.shape()));
  Secret y = co_await product_with(engine, std::move(map), std::move(x), parameters_[0], drop);
  const Shape images = y.shape();
  Secret rows = y.reshaped(Shape{images.size() / filters_, filters_});
  Secret sum = co_await engine.add_row(std::move(rows), parameters_[1].value);
  co_return sum.reshaped(images);
}

Task<Secret> Conv2D::backward(Engine& engine, Secret dy, bool needs_dx) {
  const LabelScope scope(co_await this_strand(), id(), Pass::backward);
  const Windows over = windows(x_.shape());
  const Secret w = parameters_[0].value;
  const int dw_drop = gradient_drop(engine, x_.fractional_bits() + dy.fractional_bits());
  const int dx_drop = dy.fractional_bits();
  Secret dx;
  Task<Secret> dw_task = engine.bilinear(convolution_weights_gradient_map(over), x_, dy, dw_drop);
  if (needs_dx) {
    Task<Secret> dx_task = engine.bilinear(convolution_input_gradient_map(over), dy, w, dx_drop);
    auto both = co_await engine.all(std::move(dw_task), std::move(dx_task));
    parameters_[0].gradient = std::move(both.first);
    dx = std::move(both.second);
  } else {
    parameters_[0].gradient = co_await dw_task;
  }
  Secret rows = dy.reshaped(Shape{dy.size() / filters_, filters_});
  parameters_[1].gradient = co_await engine.sum_rows(std::move(rows));
  x_ = Secret();
  co_return dx;
}

}  // namespace fathom
