#include "protocol/convolution.hpp"

#include <array>
#include <cstring>
#include <span>

#include "protocol/kernels/parallel.hpp"
#include "protocol/kernels/tensor_ranges.hpp"
#include "protocol/made.hpp"

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

/// (kh, kw, Ci, Co) as (kh kw Ci, Co).
Tensor as_matrix(const Tensor& w) {
  const std::size_t filters = w.shape()[3];
  return w.reshaped({w.size() / filters, filters});
}

template <class Body>
void for_each_image(std::size_t images, Body body) {
  parallel_for(HostPart::products, images, 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t image = first; image < last; ++image) body(image);
  });
}

/// The pairs (x, w) or (dy, turned w), w as a matrix.
using Pairs = std::span<const Factors>;

/// y = addend + the convolutions of the pairs; the addend may be null.
void convolve_into(Tensor& y, const Tensor* addend, Pairs pairs, const Windows& windows) {
  const Windows one = of_one_image(windows);
  const std::size_t size = y.shape().row_size();
  for_each_image(windows.images[0], [&](std::size_t image) {
    void* const out = at(y, image * size);
    const void* add = addend == nullptr ? nullptr : at(*addend, image * size);
    for (const auto& [x, kernel] : pairs) {
      matmul_into(out, expand(image_of(x, image), one), Transpose::no, kernel, add);
      add = out;
    }
  });
}

/// One row of `parts` an image.
void weights_gradients_into(Tensor& parts, const Tensor& x, const Tensor& dy,
                            const Windows& windows) {
  const Extents extents(windows);
  const Windows one = of_one_image(windows);
  const Shape rows{extents.windows_in_image, dy.shape()[3]};
  for_each_image(extents.images, [&](std::size_t image) {
    void* out = at(parts, image * parts.shape().row_size());
    const Tensor rows_of_dy = image_of(dy, image).reshaped(rows);
    matmul_into(out, expand(image_of(x, image), one), Transpose::yes, rows_of_dy);
  });
}

/// dx = addend + the input gradients of the pairs; the addend may be null.
void input_gradients_into(Tensor& dx, const Tensor* addend, Pairs pairs, const Windows& windows) {
  const Extents extents(windows);
  const Windows one = of_one_image(windows);
  const std::size_t size = dx.shape().row_size();
  for_each_image(extents.images, [&](std::size_t image) {
    Tensor rows(dx.ring(), {extents.windows_in_image, extents.window});
    const void* add = nullptr;
    for (const auto& [dy, turned] : pairs) {
      const Shape rows_of_dy{extents.windows_in_image, turned.shape()[0]};
      matmul_into(rows.data(), image_of(dy, image).reshaped(rows_of_dy), Transpose::no, turned,
                  add);
      add = rows.data();
    }
    const Tensor folded = fold(rows, one);
    if (addend == nullptr) {
      std::memcpy(at(dx, image * size), folded.data(), folded.bytes());
    } else {
      dx.ring().kernels.add(at(*addend, image * size), folded.data(), at(dx, image * size), size);
    }
  });
}

}  // namespace

Tensor convolve(const Tensor& x, const Tensor& w, const Windows& windows) {
  const std::size_t filters = w.shape()[3];
  const Tensor kernel = as_matrix(w);
  return made(x.ring(), {windows.images[0], windows.out_height, windows.out_width, filters},
              std::array{x, kernel}, [windows](const auto& in, Tensor& y) {
                convolve_into(y, nullptr, std::array{Factors{in[0], in[1]}}, windows);
              });
}

Tensor add_convolutions(const Tensor& sum, const Factors& first, const Factors& second,
                        const Windows& windows) {
  return made(sum.ring(), sum.shape(),
              std::array{sum, first.a, as_matrix(first.b), second.a, as_matrix(second.b)},
              [windows](const auto& in, Tensor& y) {
                const std::array pairs{Factors{in[1], in[2]}, Factors{in[3], in[4]}};
                convolve_into(y, &in[0], pairs, windows);
              });
}

Tensor convolution_weights_gradient(const Tensor& x, const Tensor& dy, const Windows& windows) {
  const std::size_t filters = dy.shape()[3];
  const Tensor parts = made(x.ring(), {windows.images[0], windows.window_size() * filters},
                            std::array{x, dy}, [windows](const auto& in, Tensor& out) {
                              weights_gradients_into(out, in[0], in[1], windows);
                            });
  return sum_rows(parts).reshaped(
      {windows.kernel_height, windows.kernel_width, windows.images[3], filters});
}

Tensor convolution_input_gradient(const Tensor& dy, const Tensor& w, const Windows& windows) {
  return made(dy.ring(), windows.images, std::array{dy, transpose(as_matrix(w))},
              [windows](const auto& in, Tensor& dx) {
                input_gradients_into(dx, nullptr, std::array{Factors{in[0], in[1]}}, windows);
              });
}

Tensor add_input_gradients(const Tensor& sum, const Factors& first, const Factors& second,
                           const Windows& windows) {
  const Tensor turned0 = transpose(as_matrix(first.b));
  const Tensor turned1 = transpose(as_matrix(second.b));
  return made(sum.ring(), sum.shape(), std::array{sum, first.a, turned0, second.a, turned1},
              [windows](const auto& in, Tensor& dx) {
                const std::array pairs{Factors{in[1], in[2]}, Factors{in[3], in[4]}};
                input_gradients_into(dx, &in[0], pairs, windows);
              });
}

}  // namespace fathom
