#include "protocol/windows.hpp"

#include <algorithm>
#include <cstring>

#include "metrics/errors.hpp"
#include "protocol/kernels/parallel.hpp"
#include "protocol/made.hpp"

namespace fathom {
namespace {

// A run of elements that lie side by side both in an image and in an expanded row: one row of one
// window, clipped to the image.
struct Run {
  std::size_t image_at;   // elements from the start of the image
  std::size_t window_at;  // elements from the start of the window's row
  std::size_t size;
};

// Calls visit(run) for the rows of the window at (oy, ox) that touch the image.
template <class Visit>
void for_each_run(const Windows& w, std::size_t oy, std::size_t ox, Visit visit) {
  const auto height = static_cast<std::ptrdiff_t>(w.images[1]);
  const auto width = static_cast<std::ptrdiff_t>(w.images[2]);
  const std::size_t channels = w.images[3];
  const auto top =
      static_cast<std::ptrdiff_t>(oy * w.stride) - static_cast<std::ptrdiff_t>(w.pad_top);
  const auto left =
      static_cast<std::ptrdiff_t>(ox * w.stride) - static_cast<std::ptrdiff_t>(w.pad_left);
  const auto first = std::max<std::ptrdiff_t>(left, 0);
  const auto last = std::min(left + static_cast<std::ptrdiff_t>(w.kernel_width), width);
  if (first >= last) return;
  for (std::size_t ky = 0; ky < w.kernel_height; ++ky) {
    const std::ptrdiff_t y = top + static_cast<std::ptrdiff_t>(ky);
    if (y < 0 || y >= height) continue;
    visit(Run{static_cast<std::size_t>(y * width + first) * channels,
              (ky * w.kernel_width + static_cast<std::size_t>(first - left)) * channels,
              static_cast<std::size_t>(last - first) * channels});
  }
}

struct Extent {
  std::size_t out;
  std::size_t pad;
};

Extent same_extent(std::size_t size, std::size_t kernel, std::size_t stride) {
  const std::size_t out = (size + stride - 1) / stride;
  const std::size_t covered = (out - 1) * stride + kernel;
  return {out, covered > size ? (covered - size) / 2 : 0};
}

template <class Body>
void for_each_image(HostPart part, const Windows& windows, Body body) {
  parallel_for(part, windows.images[0], 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t image = first; image < last; ++image) body(image);
  });
}

}  // namespace

Windows Windows::same(const Shape& images, std::size_t height, std::size_t width,
                      std::size_t stride) {
  ensure(images.rank() == 4 && images[1] > 0 && images[2] > 0 && stride > 0,
         "windows move over (batch, height, width, channels)");
  const Extent y = same_extent(images[1], height, stride);
  const Extent x = same_extent(images[2], width, stride);
  return {images, height, width, stride, y.pad, x.pad, y.out, x.out};
}

Windows Windows::valid(const Shape& images, std::size_t height, std::size_t width,
                       std::size_t stride) {
  ensure(images.rank() == 4 && images[1] >= height && images[2] >= width && stride > 0,
         "a kernel is not larger than the image");
  return {images,
          height,
          width,
          stride,
          0,
          0,
          (images[1] - height) / stride + 1,
          (images[2] - width) / stride + 1};
}

std::size_t Windows::count() const { return images[0] * out_height * out_width; }

std::size_t Windows::window_size() const { return kernel_height * kernel_width * images[3]; }

namespace {

void expand_into(Tensor& rows, const Tensor& images, const Windows& windows) {
  const std::size_t bytes = images.ring().element_bytes;
  const std::size_t row_bytes = windows.window_size() * bytes;
  const std::size_t per_image = windows.out_height * windows.out_width;
  auto* out = static_cast<std::byte*>(rows.data());
  const auto* in = static_cast<const std::byte*>(images.data());
  for_each_image(HostPart::memory, windows, [&](std::size_t image) {
    const std::byte* from = in + image * windows.images.row_size() * bytes;
    for (std::size_t window = 0; window < per_image; ++window) {
      std::byte* to = out + (image * per_image + window) * row_bytes;
      std::size_t filled = 0;
      std::size_t at = 0;
      for_each_run(windows, window / windows.out_width, window % windows.out_width,
                   [&](const Run& run) {
                     at = run.window_at * bytes;
                     std::memset(to + filled, 0, at - filled);
                     std::memcpy(to + at, from + run.image_at * bytes, run.size * bytes);
                     filled = at + run.size * bytes;
                   });
      std::memset(to + filled, 0, row_bytes - filled);
    }
  });
}

void fold_into(Tensor& images, const Tensor& rows, const Windows& windows) {
  const Ring& ring = rows.ring();
  const std::size_t bytes = ring.element_bytes;
  const std::size_t row_bytes = windows.window_size() * bytes;
  const std::size_t per_image = windows.out_height * windows.out_width;
  std::memset(images.data(), 0, images.bytes());
  auto* out = static_cast<std::byte*>(images.data());
  const auto* in = static_cast<const std::byte*>(rows.data());
  for_each_image(HostPart::elements, windows, [&](std::size_t image) {
    std::byte* to = out + image * windows.images.row_size() * bytes;
    for (std::size_t window = 0; window < per_image; ++window) {
      const std::byte* from = in + (image * per_image + window) * row_bytes;
      for_each_run(windows, window / windows.out_width, window % windows.out_width,
                   [&](const Run& run) {
                     std::byte* sum = to + run.image_at * bytes;
                     ring.kernels.add(sum, from + run.window_at * bytes, sum, run.size);
                   });
    }
  });
}

void sum_windows_into(Tensor& sums, const Tensor& images, const Windows& windows) {
  const Ring& ring = images.ring();
  const std::size_t bytes = ring.element_bytes;
  const std::size_t channels = windows.images[3];
  std::memset(sums.data(), 0, sums.bytes());
  auto* out = static_cast<std::byte*>(sums.data());
  const auto* in = static_cast<const std::byte*>(images.data());
  for_each_image(HostPart::elements, windows, [&](std::size_t image) {
    const std::byte* from = in + image * windows.images.row_size() * bytes;
    std::byte* to = out + image * sums.shape().row_size() * bytes;
    for (std::size_t window = 0; window < windows.out_height * windows.out_width; ++window) {
      for_each_run(windows, window / windows.out_width, window % windows.out_width,
                   [&](const Run& run) {
                     for (std::size_t at = 0; at < run.size; at += channels) {
                       ring.kernels.add(to, from + (run.image_at + at) * bytes, to, channels);
                     }
                   });
      to += channels * bytes;
    }
  });
}

void spread_windows_into(Tensor& images, const Tensor& sums, const Windows& windows) {
  const std::size_t bytes = sums.ring().element_bytes;
  const std::size_t channels = windows.images[3];
  std::memset(images.data(), 0, images.bytes());
  auto* out = static_cast<std::byte*>(images.data());
  const auto* in = static_cast<const std::byte*>(sums.data());
  const std::size_t per_image = windows.out_height * windows.out_width;
  for_each_image(HostPart::memory, windows, [&](std::size_t image) {
    std::byte* to = out + image * windows.images.row_size() * bytes;
    for (std::size_t window = 0; window < per_image; ++window) {
      const std::byte* from = in + (image * per_image + window) * channels * bytes;
      for_each_run(windows, window / windows.out_width, window % windows.out_width,
                   [&](const Run& run) {
                     for (std::size_t at = 0; at < run.size; at += channels) {
                       std::memcpy(to + (run.image_at + at) * bytes, from, channels * bytes);
                     }
                   });
    }
  });
}

}  // namespace

Tensor expand(const Tensor& images, const Windows& windows) {
  const Shape shape{windows.count(), windows.window_size()};
  return made(images.ring(), shape, std::array{images},
              [windows](const auto& in, Tensor& rows) { expand_into(rows, in[0], windows); });
}

Tensor fold(const Tensor& rows, const Windows& windows) {
  return made(rows.ring(), windows.images, std::array{rows},
              [windows](const auto& in, Tensor& images) { fold_into(images, in[0], windows); });
}

Tensor sum_windows(const Tensor& images, const Windows& windows) {
  const Shape shape{windows.images[0], windows.out_height, windows.out_width, windows.images[3]};
  return made(images.ring(), shape, std::array{images},
              [windows](const auto& in, Tensor& sums) { sum_windows_into(sums, in[0], windows); });
}

Tensor spread_windows(const Tensor& sums, const Windows& windows) {
  ensure(windows.stride >= windows.kernel_height && windows.stride >= windows.kernel_width,
         "windows that overlap cannot be spread");
  return made(
      sums.ring(), windows.images, std::array{sums},
      [windows](const auto& in, Tensor& images) { spread_windows_into(images, in[0], windows); });
}

}  // namespace fathom
