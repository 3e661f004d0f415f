#include "protocol/convolution.hpp"

#include <cstring>

#include "protocol/kernels/parallel.hpp"
#include "protocol/kernels/tensor_ranges.hpp"
#include "protocol/tensor_math.hpp"

namespace fathom {
namespace {

struct Extents {
  explicit Extents(const Windows& windows)
      : images(windows.images[0]),
        windows_in_image(windows.out_height * windows.out_width),
        window(windows.window_size()) {}
  std::size_t images, windows_in_image, window;
};

/// The windows of one image, whichever it is.
Windows of_one_image(Windows windows) {
  windows.images = windows.images.with_rows(1);
  return windows;
}

Tensor image_of(const Tensor& x, std::size_t image) {
  return x.slice(image * x.shape().row_size(), x.shape().with_rows(1));
}

template <class Body>
void for_each_image(std::size_t images, Body body) {
  parallel_for(HostPart::products, images, 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t image = first; image < last; ++image) body(image);
  });
}

}  // namespace

Tensor convolve(const Tensor& x, const Tensor& w, const Windows& windows) {
  const Extents extents(windows);
  const Windows one = of_one_image(windows);
  const std::size_t filters = w.shape()[3];
  const Tensor kernel = w.reshaped({extents.window, filters});
  Tensor y(x.ring(), {extents.images, windows.out_height, windows.out_width, filters});
  for_each_image(extents.images, [&](std::size_t image) {
    void* out = at(y, image * y.shape().row_size());
    matmul_into(out, expand(image_of(x, image), one), Transpose::no, kernel);
  });
  return y;
}

Tensor convolution_weights_gradient(const Tensor& x, const Tensor& dy, const Windows& windows) {
  const Extents extents(windows);
  const Windows one = of_one_image(windows);
  const std::size_t filters = dy.shape()[3];
  Tensor parts(x.ring(), {extents.images, extents.window * filters});
  for_each_image(extents.images, [&](std::size_t image) {
    void* out = at(parts, image * parts.shape().row_size());
    const Tensor rows_of_dy = image_of(dy, image).reshaped({extents.windows_in_image, filters});
    matmul_into(out, expand(image_of(x, image), one), Transpose::yes, rows_of_dy);
  });
  return sum_rows(parts).reshaped(
      {windows.kernel_height, windows.kernel_width, windows.images[3], filters});
}

Tensor convolution_input_gradient(const Tensor& dy, const Tensor& w, const Windows& windows) {
  const Extents extents(windows);
  const Windows one = of_one_image(windows);
  const std::size_t filters = w.shape()[3];
  const Tensor turned = transpose(w.reshaped({extents.window, filters}));
  Tensor dx(dy.ring(), windows.images);
  for_each_image(extents.images, [&](std::size_t image) {
    const Tensor rows_of_dy = image_of(dy, image).reshaped({extents.windows_in_image, filters});
    const Tensor folded = fold(matmul(rows_of_dy, Transpose::no, turned, Transpose::no), one);
    std::memcpy(at(dx, image * dx.shape().row_size()), folded.data(), folded.bytes());
  });
  return dx;
}

}  // namespace fathom
