#include "tests/protocol/views/chi_square.hpp"

#include <catch2/catch.hpp>

#include "protocol/generator.hpp"
#include "protocol/tensor_math.hpp"

using namespace fathom;
using namespace fathom::test;

namespace {

const Shape kMany{std::size_t{1} << 16U};

Tensor uniform(const Ring& ring, std::uint64_t number) {
  return Generator(derive_key(7, 1)).uniform(ring, kMany, Tag{number}, 0);
}

Histogram histogram(const Tensor& tensor, Slice slice) {
  Histogram counts(tensor.ring(), slice);
  counts.add(tensor);
  return counts;
}

}  // namespace

// Quantiles 0.95 and 0.999 as tables have them, and the one that the suite works with.
TEST_CASE("the quantile of chi-square is Wilson and Hilferty's") {
  CHECK(chi_square_quantile(10, 1.644854) == Approx(18.307).epsilon(0.002));
  CHECK(chi_square_quantile(100, 1.644854) == Approx(124.342).epsilon(0.0005));
  CHECK(chi_square_quantile(100, 3.090232) == Approx(149.449).epsilon(0.0005));
  CHECK(chi_square_limit() == Approx(415.0).margin(0.5));
}

TEST_CASE("uniform elements look uniform and alike in every slice, in every ring") {
  for (const Ring* ring : {&z64(), &z128(), &q121(), &m61(), &m127()}) {
    for (const Slice slice : kSlices) {
      INFO(ring->name << ", " << to_string(slice));
      const Histogram one = histogram(uniform(*ring, 1), slice);
      CHECK(one.from_uniform() < chi_square_limit());
      CHECK(one.from(histogram(uniform(*ring, 2), slice)) < chi_square_limit());
    }
  }
}

TEST_CASE("a slice shows what is wrong with its bits and no other") {
  const Tensor even = scale(uniform(z64(), 1), {2, 2, 0, 0});
  CHECK(histogram(even, Slice::low).from_uniform() > chi_square_limit());
  CHECK(histogram(even, Slice::middle).from_uniform() < chi_square_limit());
  CHECK(histogram(even, Slice::high).from_uniform() < chi_square_limit());
  const Tensor small = low_bits(uniform(q121(), 1), 120);
  CHECK(histogram(small, Slice::low).from_uniform() < chi_square_limit());
  CHECK(histogram(small, Slice::middle).from_uniform() < chi_square_limit());
  CHECK(histogram(small, Slice::high).from_uniform() > chi_square_limit());
  const Tensor zeros = Tensor::zeros(m61(), kMany);
  CHECK(histogram(zeros, Slice::middle).from(histogram(uniform(m61(), 1), Slice::middle)) >
        chi_square_limit());
}
