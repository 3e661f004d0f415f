#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <vector>

#include "protocol/convolution.hpp"
#include "protocol/generator.hpp"
#include "protocol/kernels/parallel.hpp"
#include "protocol/tensor_math.hpp"
#include "tests/protocol/each_instruction_set.hpp"

using namespace fathom;

namespace {

/// Over reals whole numbers or any; in a ring any elements, as shares are.
Tensor filled(const Ring& ring, const Shape& shape, std::mt19937& random, bool whole) {
  if (ring.id != RingId::reals) {
    return Generator(derive_key(random(), 0)).uniform(ring, shape, Tag{1}, 0);
  }
  std::vector<double> values(shape.size());
  std::uniform_real_distribution<double> uniform(-8, 8);
  for (double& value : values) value = whole ? std::floor(uniform(random)) : uniform(random);
  return Tensor::encode(reals(), shape, values.data(), 0, 16);
}

struct Case {
  Windows windows;
  Tensor x, w, dy;
};

std::vector<Case> cases(bool whole, const Ring& ring = reals()) {
  const Shape odd{3, 7, 6, 2}, even{4, 8, 8, 3};
  std::mt19937 random(6);
  std::vector<Case> all;
  for (const Windows& windows : {Windows::same(odd, 3, 3, 1), Windows::valid(odd, 2, 3, 2),
                                 Windows::same(even, 3, 3, 2), Windows::valid(even, 8, 8, 1)}) {
    constexpr std::size_t kFilters = 5;
    const Shape& images = windows.images;
    const Shape w{windows.kernel_height, windows.kernel_width, images[3], kFilters};
    const Shape y{images[0], windows.out_height, windows.out_width, kFilters};
    all.push_back({windows, filled(ring, images, random, whole), filled(ring, w, random, whole),
                   filled(ring, y, random, whole)});
  }
  return all;
}

std::vector<Tensor> by_image(const Case& c) {
  return {convolve(c.x, c.w, c.windows), convolution_weights_gradient(c.x, c.dy, c.windows),
          convolution_input_gradient(c.dy, c.w, c.windows)};
}

/// The same by one matrix product over the rows of all windows.
std::vector<Tensor> at_once(const Case& c) {
  const Tensor rows = expand(c.x, c.windows);
  const Tensor w = c.w.reshaped({c.windows.window_size(), c.w.shape()[3]});
  const Tensor dy = c.dy.reshaped({c.windows.count(), c.dy.shape()[3]});
  return {matmul(rows, Transpose::no, w, Transpose::no).reshaped(c.dy.shape()),
          matmul(rows, Transpose::yes, dy, Transpose::no).reshaped(c.w.shape()),
          fold(matmul(dy, Transpose::no, w, Transpose::yes), c.windows)};
}

}  // namespace

// Sums of whole numbers are exact in any order.
TEST_CASE("a convolution image by image is that of all windows at once") {
  for (const Ring* ring : {&reals(), &z64(), &z128(), &q121(), &m61(), &m127()}) {
    INFO(ring->name);
    for (const Case& c : cases(true, *ring)) {
      const auto expected = at_once(c);
      testing::EachInstructionSet().check([&] {
        const auto results = by_image(c);
        for (std::size_t i = 0; i < 3; ++i) CHECK(equal(results[i], expected[i]));
      });
    }
  }
}

TEST_CASE("a convolution over reals does not depend on the number of threads") {
  const std::size_t before = threads();
  for (const Case& c : cases(false)) {
    set_threads(1);
    const auto alone = by_image(c);
    for (const std::size_t count : {2U, 3U, 7U}) {
      set_threads(count);
      const auto together = by_image(c);
      for (std::size_t i = 0; i < 3; ++i) CHECK(equal(together[i], alone[i]));
    }
  }
  set_threads(before);
}

TEST_CASE("two convolutions, or input gradients, and a sum in one are what they are one by one") {
  for (const Ring* ring : {&z64(), &z128(), &q121(), &m61(), &p270()}) {
    const auto first = cases(false, *ring);
    std::mt19937 random(11);
    for (const Case& c : first) {
      const Tensor x = filled(*ring, c.x.shape(), random, false);
      const Tensor w = filled(*ring, c.w.shape(), random, false);
      const Tensor dy = filled(*ring, c.dy.shape(), random, false);
      const auto sum_of_two = [](const Tensor& sum, const Tensor& a, const Tensor& b) {
        return add(add(a, b), sum);
      };
      CHECK(equal(add_convolutions(dy, {c.x, c.w}, {x, w}, c.windows),
                  sum_of_two(dy, convolve(c.x, c.w, c.windows), convolve(x, w, c.windows))));
      CHECK(equal(add_input_gradients(x, {c.dy, c.w}, {dy, w}, c.windows),
                  sum_of_two(x, convolution_input_gradient(c.dy, c.w, c.windows),
                             convolution_input_gradient(dy, w, c.windows))));
    }
  }
}
