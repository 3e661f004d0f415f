#include <catch2/catch.hpp>
#include <vector>

#include "protocol/operations/convolution_map.hpp"
#include "tests/protocol/trial_checks.hpp"

using namespace fathom;
using test::check_trial;
using test::Numbers;
using test::Trial;

namespace {

using Operands = std::vector<Numbers>;
using Secrets = std::vector<Secret>;

/// A convolution in numbers, with its padding counted by hand.
struct Geometry {
  std::size_t batch, height, width, in, out, kernel_height, kernel_width, stride;
  bool same;

  [[nodiscard]] Shape images() const { return {batch, height, width, in}; }
  [[nodiscard]] Shape weights() const { return {kernel_height, kernel_width, in, out}; }
  [[nodiscard]] Shape outputs() const {
    return {batch, extent(height, kernel_height), extent(width, kernel_width), out};
  }
  [[nodiscard]] Windows windows() const {
    return same ? Windows::same(images(), kernel_height, kernel_width, stride)
                : Windows::valid(images(), kernel_height, kernel_width, stride);
  }
  [[nodiscard]] std::size_t extent(std::size_t size, std::size_t kernel) const {
    return same ? (size + stride - 1) / stride : (size - kernel) / stride + 1;
  }
  /// Zeros before the first row or column: the smaller half of what is missing.
  [[nodiscard]] std::ptrdiff_t border(std::size_t size, std::size_t kernel) const {
    if (!same) return 0;
    const auto missing = static_cast<std::ptrdiff_t>((extent(size, kernel) - 1) * stride + kernel) -
                         static_cast<std::ptrdiff_t>(size);
    return missing > 0 ? missing / 2 : 0;
  }
};

/// Calls visit(place in x, place in w, place in y) for every product of the sum that a convolution
/// is.
template <class Visit>
void for_each_product(const Geometry& g, Visit visit) {
  const Shape y = g.outputs();
  const std::ptrdiff_t top = g.border(g.height, g.kernel_height);
  const std::ptrdiff_t left = g.border(g.width, g.kernel_width);
  for (std::size_t at = 0; at < y.size() * g.kernel_height * g.kernel_width * g.in; ++at) {
    std::size_t rest = at;
    const auto next = [&rest](std::size_t extent) {
      const std::size_t index = rest % extent;
      rest /= extent;
      return index;
    };
    const std::size_t ci = next(g.in), kx = next(g.kernel_width), ky = next(g.kernel_height),
                      co = next(g.out), ox = next(y[2]), oy = next(y[1]), b = next(g.batch);
    const auto iy = static_cast<std::ptrdiff_t>(oy * g.stride + ky) - top;
    const auto ix = static_cast<std::ptrdiff_t>(ox * g.stride + kx) - left;
    if (iy < 0 || ix < 0 || iy >= static_cast<std::ptrdiff_t>(g.height) ||
        ix >= static_cast<std::ptrdiff_t>(g.width)) {
      continue;
    }
    const std::size_t pixel =
        (b * g.height + static_cast<std::size_t>(iy)) * g.width + static_cast<std::size_t>(ix);
    visit(pixel * g.in + ci, ((ky * g.kernel_width + kx) * g.in + ci) * g.out + co,
          ((b * y[1] + oy) * y[2] + ox) * g.out + co);
  }
}

std::vector<Geometry> geometries() {
  return {{2, 5, 4, 2, 3, 3, 3, 1, true},  {2, 5, 4, 2, 3, 3, 3, 1, false},
          {1, 6, 7, 1, 2, 3, 2, 2, true},  {2, 7, 6, 2, 1, 2, 3, 2, false},
          {1, 4, 4, 3, 2, 1, 1, 1, true},  {1, 1, 1, 1, 1, 1, 1, 1, false},
          {1, 3, 3, 1, 1, 3, 3, 1, false}, {1, 2, 2, 1, 2, 5, 5, 1, true},
          {0, 4, 4, 2, 3, 3, 3, 1, true},  {2, 5, 5, 1, 2, 2, 2, 3, true},
          {2, 5, 4, 3, 4, 3, 3, 1, true},  {2, 5, 4, 3, 1, 2, 3, 1, false},
          {2, 5, 4, 3, 2, 3, 3, 2, true}};
}

Trial trial_of(const Shape& x, const Shape& y, BilinearMapPtr map) {
  return {{x, y}, [map = std::move(map)](Engine& e, Secrets in) {
            return e.bilinear(map, in[0], in[1], e.fractional_bits());
          }};
}

double terms(const Shape& shape) { return 5.0 * static_cast<double>(shape.size()) + 1; }

}  // namespace

TEST_CASE("a convolution is the sum over its windows, truncated once") {
  for (const Geometry& g : geometries()) {
    const auto truth = [g](const Operands& x) {
      Numbers y(g.outputs().size());
      for_each_product(g, [&](auto i, auto w, auto o) { y[o] += x[0][i] * x[1][w]; });
      return y;
    };
    check_trial(trial_of(g.images(), g.weights(), convolution_map(g.windows())), truth, 1,
                terms({g.kernel_height, g.kernel_width, g.in}));
  }
}

TEST_CASE("the gradient of a convolution by its weights takes images and output gradients") {
  for (const Geometry& g : geometries()) {
    const auto truth = [g](const Operands& x) {
      Numbers dw(g.weights().size());
      for_each_product(g, [&](auto i, auto w, auto o) { dw[w] += x[0][i] * x[1][o]; });
      return dw;
    };
    const BilinearMapPtr map = convolution_weights_gradient_map(g.windows());
    check_trial(trial_of(g.images(), g.outputs(), map), truth, 1,
                terms({g.batch, g.outputs()[1], g.outputs()[2]}));
  }
}

TEST_CASE("the gradient of a convolution by its images takes output gradients and weights") {
  for (const Geometry& g : geometries()) {
    const auto truth = [g](const Operands& x) {
      Numbers dx(g.images().size());
      for_each_product(g, [&](auto i, auto w, auto o) { dx[i] += x[0][o] * x[1][w]; });
      return dx;
    };
    const BilinearMapPtr map = convolution_input_gradient_map(g.windows());
    check_trial(trial_of(g.outputs(), g.weights(), map), truth, 1,
                terms({g.kernel_height, g.kernel_width, g.out}));
  }
}

TEST_CASE("operands that do not fit the windows are a bug") {
  const Geometry g = geometries().front();
  const BilinearMapPtr forward = convolution_map(g.windows());
  CHECK(forward->result(g.images(), g.weights()) == g.outputs());
  CHECK_THROWS_AS(forward->result(g.images(), {3, 3, 1, 3}), InternalError);
  CHECK_THROWS_AS(forward->result({1, 5, 4, 2}, g.weights()), InternalError);
  const BilinearMapPtr dw = convolution_weights_gradient_map(g.windows());
  CHECK_THROWS_AS(dw->result(g.images(), {2, 5, 5, 3}), InternalError);
  const BilinearMapPtr dx = convolution_input_gradient_map(g.windows());
  CHECK_THROWS_AS(dx->result(g.outputs(), {3, 3, 2, 4}), InternalError);
}
