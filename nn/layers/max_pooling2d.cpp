#include "nn/layers/max_pooling2d.hpp"

#include <utility>

#include "nn/clear_operation.hpp"
#include "nn/layers/pooled_shape.hpp"
#include "protocol/kernels/parallel.hpp"

namespace fathom {
namespace {

constexpr const char* kRefusal =
    "MaxPooling2D compares private values, which is not possible on shares: use AveragePooling2D";

// Calls visit(output, input) with the positions of each square's greatest element.
template <class Visit>
void for_each_greatest(const double* x, const Windows& windows, Visit visit) {
  const std::size_t width = windows.images[2], channels = windows.images[3];
  const std::size_t pool = windows.stride, rows = windows.images[0] * windows.out_height;
  parallel_for(rows, 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t row = first; row < last; ++row) {
      const std::size_t image = row / windows.out_height, oy = row % windows.out_height;
      const std::size_t top = (image * windows.images[1] + oy * pool) * width;
      for (std::size_t at = 0; at < windows.out_width * channels; ++at) {
        const std::size_t corner = (top + at / channels * pool) * channels + at % channels;
        std::size_t greatest = corner;
        for (std::size_t k = 1; k < pool * pool; ++k) {
          const std::size_t other = corner + (k / pool * width + k % pool) * channels;
          if (x[other] > x[greatest]) greatest = other;
        }
        visit(row * windows.out_width * channels + at, greatest);
      }
    }
  });
}

LocalOperationPtr greatest_of(const Windows& windows, const Shape& result) {
  return clear_operation(
      result, kRefusal, [windows, result](const Local& /*local*/, const std::vector<Tensor>& in) {
        Tensor y(reals(), result);
        const double* x = doubles(in[0]);
        double* to = doubles(y);
        for_each_greatest(x, windows,
                          [&](std::size_t out, std::size_t from) { to[out] = x[from]; });
        return y;
      });
}

LocalOperationPtr to_greatest(const Windows& windows) {
  return clear_operation(
      windows.images, kRefusal, [windows](const Local& /*local*/, const std::vector<Tensor>& in) {
        Tensor dx = Tensor::zeros(reals(), windows.images);
        const double* dy = doubles(in[1]);
        double* to = doubles(dx);
        for_each_greatest(doubles(in[0]), windows,
                          [&](std::size_t out, std::size_t from) { to[from] = dy[out]; });
        return dx;
      });
}

}  // namespace

MaxPooling2D::MaxPooling2D(std::size_t pool_size, std::string name)
    : Layer(std::move(name)), pool_size_(pool_size) {}

Shape MaxPooling2D::build(const Shape& input) { return pooled_shape(name(), input, pool_size_); }

Task<Secret> MaxPooling2D::forward(Engine& engine, Secret x, Pass pass) {
  const LabelScope scope(co_await this_strand(), id(), pass);
  const Shape images = x.shape();
  const Windows windows = Windows::valid(images, pool_size_, pool_size_, pool_size_);
  const Shape result = pooled_shape(name(), images, pool_size_);
  const int bits = x.fractional_bits();
  if (pass == Pass::forward) x_ = x;
  std::vector<Secret> inputs{std::move(x)};
  co_return co_await engine.local(greatest_of(windows, result), std::move(inputs), bits, 0);
}

Task<Secret> MaxPooling2D::backward(Engine& engine, Secret dy, bool needs_dx) {
  const LabelScope scope(co_await this_strand(), id(), Pass::backward);
  std::vector<Secret> inputs{std::exchange(x_, Secret()), std::move(dy)};
  if (!needs_dx) co_return Secret();
  const int bits = inputs[1].fractional_bits();
  const Windows windows = Windows::valid(inputs[0].shape(), pool_size_, pool_size_, pool_size_);
  co_return co_await engine.local(to_greatest(windows), std::move(inputs), bits, 0);
}

}  // namespace fathom
