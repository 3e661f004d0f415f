#include <algorithm>
#include <array>
#include <cstdint>

#include "metrics/errors.hpp"
#include "protocol/kernels/parallel.hpp"
#include "protocol/kernels/tensor_ranges.hpp"
#include "protocol/made.hpp"
#include "protocol/tensor_math.hpp"

namespace fathom {

namespace {

using BitKernel = void (*)(const void* a, int bits, void* out, std::size_t n);

Tensor by_element(const Tensor& a, int bits, int least_above, BitKernel kernel) {
  ensure(kernel != nullptr, "the reals have no bits");
  ensure(bits >= 0 && bits < least_above, "a number of bits must lie inside the ring");
  return made(a.ring(), a.shape(), std::array{a}, [bits, kernel](const auto& in, Tensor& out) {
    parallel_for(out.size(), kElementGrain, [&](std::size_t first, std::size_t last) {
      kernel(at(in[0], first), bits, at(out, first), last - first);
    });
  });
}

/// The elements [first, last), by way of integers on the stack.
void convert_range(const Tensor& a, Tensor& out, Reading reading, std::size_t first,
                   std::size_t last) {
  constexpr std::size_t kChunk = 64;
  std::array<std::uint64_t, kChunk * kIntegerWords> words;
  for (; first < last; first += kChunk) {
    const std::size_t count = std::min(kChunk, last - first);
    a.ring().kernels.to_words(at(a, first), reading, words.data(), count);
    out.ring().kernels.from_words(words.data(), at(out, first), count);
  }
}

}  // namespace

Tensor floor_shift(const Tensor& a, int bits) {
  return by_element(a, bits, a.ring().bits, a.ring().kernels.floor_shift);
}

Tensor logical_shift(const Tensor& a, int bits) {
  return by_element(a, bits, a.ring().bits, a.ring().kernels.logical_shift);
}

Tensor low_bits(const Tensor& a, int bits) {
  return by_element(a, bits, a.ring().bits + 1, a.ring().kernels.low_bits);
}

Tensor bit(const Tensor& a, int index) {
  return by_element(a, index, a.ring().bits, a.ring().kernels.bit);
}

Tensor convert(const Tensor& a, const Ring& to_ring, Reading reading) {
  if (&a.ring() == &to_ring) return a;
  ensure(a.ring().id != RingId::reals && to_ring.id != RingId::reals,
         "reals convert to reals alone");
  return made(to_ring, a.shape(), std::array{a}, [reading](const auto& in, Tensor& out) {
    parallel_for(out.size(), kElementGrain, [&](std::size_t first, std::size_t last) {
      convert_range(in[0], out, reading, first, last);
    });
  });
}

}  // namespace fathom
