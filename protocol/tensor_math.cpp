#include "protocol/tensor_math.hpp"

#include <array>
#include <atomic>
#include <cmath>
#include <cstring>
#include <numeric>
#include <utility>
#include <vector>

#include "metrics/errors.hpp"
#include "protocol/kernels/parallel.hpp"
#include "protocol/kernels/tensor_ranges.hpp"
#include "protocol/made.hpp"

namespace fathom {

namespace {

using Binary = void (*)(const void*, const void*, void*, std::size_t);

void ensure_alike(const Tensor& a, const Tensor& b) {
  ensure(&a.ring() == &b.ring(), "operands must be of one ring");
  ensure(a.shape() == b.shape(), "operands must have one shape");
}

void ensure_shift(const Ring& ring, int bits) {
  ensure(bits >= 0 && bits < ring.bits,
         "a shift must be by at least 0 and less than the ring's bits");
}

/// A tensor like the first input, whose range from `first` on kernel(inputs, first, count, memory)
/// writes, piece by piece.
template <class Inputs, class Kernel>
Tensor by_element(Inputs inputs, Kernel kernel) {
  const Tensor& like = inputs[0];
  const Ring& ring = like.ring();
  const Shape shape = like.shape();
  return made(ring, shape, std::move(inputs),
              [kernel = std::move(kernel)](const Inputs& in, Tensor& out) {
                std::byte* const to = at(out, 0);
                const std::size_t width = out.ring().element_bytes;
                parallel_for(out.size(), kElementGrain, [&](std::size_t first, std::size_t last) {
                  kernel(in, first, last - first, to + first * width);
                });
              });
}

using One = std::array<Tensor, 1>;
using Two = std::array<Tensor, 2>;

Tensor binary(const Tensor& a, const Tensor& b, Binary kernel) {
  ensure_alike(a, b);
  return by_element(Two{a, b},
                    [kernel](const Two& in, std::size_t first, std::size_t count, void* out) {
                      kernel(at(in[0], first), at(in[1], first), out, count);
                    });
}

/// kernel(elements of a, memory, count), of whatever it holds itself.
template <class Kernel>
Tensor unary(const Tensor& a, Kernel kernel) {
  return by_element(One{a}, [kernel](const One& in, std::size_t first, std::size_t count,
                                     void* out) { kernel(at(in[0], first), out, count); });
}

}  // namespace

Tensor add(const Tensor& a, const Tensor& b) { return binary(a, b, a.ring().kernels.add); }

Tensor subtract(const Tensor& a, const Tensor& b) {
  return binary(a, b, a.ring().kernels.subtract);
}

Tensor multiply(const Tensor& a, const Tensor& b) {
  return binary(a, b, a.ring().kernels.multiply);
}

Tensor negate(const Tensor& a) { return unary(a, a.ring().kernels.negate); }

Tensor scale(const Tensor& a, PublicNumber factor) {
  return unary(a, [scale = a.ring().kernels.scale, factor](
                      const void* x, void* out, std::size_t n) { scale(x, factor, out, n); });
}

Tensor add_constant(const Tensor& a, PublicNumber constant) {
  return unary(a, [add = a.ring().kernels.add_constant, constant](
                      const void* x, void* out, std::size_t n) { add(x, constant, out, n); });
}

Tensor add_scaled(const Tensor& sum, const Tensor& a, PublicNumber factor) {
  ensure_alike(sum, a);
  return by_element(Two{sum, a},
                    [factor](const Two& in, std::size_t first, std::size_t count, void* out) {
                      const Ring& ring = in[0].ring();
                      std::memcpy(out, at(in[0], first), count * ring.element_bytes);
                      ring.kernels.add_scaled(at(in[1], first), factor, out, count);
                    });
}

namespace {

// The reals multiply by the value, which is not 1 when the integer stands for 1 / 2^bits.
bool is_one(const Ring& ring, const PublicNumber& weight) {
  return ring.id != RingId::reals && weight.integer == 1 && weight.shift == 0;
}

}  // namespace

Tensor weighted_sum(std::span<const WeightedTerm> terms, PublicNumber constant) {
  ensure(!terms.empty(), "a weighted sum needs a term");
  std::vector<Tensor> tensors;
  std::vector<PublicNumber> weights;
  for (const auto& [tensor, weight] : terms) {
    ensure_alike(terms.front().tensor, tensor);
    tensors.push_back(tensor);
    weights.push_back(weight);
  }
  return by_element(std::move(tensors), [weights = std::move(weights), constant](
                                            const std::vector<Tensor>& in, std::size_t first,
                                            std::size_t count, void* out) {
    const Ring& ring = in[0].ring();
    for (std::size_t i = 0; i < in.size(); ++i) {
      const void* const x = at(in[i], first);
      if (i == 0 && is_one(ring, weights[i])) {
        std::memcpy(out, x, count * ring.element_bytes);
      } else if (i == 0) {
        ring.kernels.scale(x, weights[i], out, count);
      } else if (is_one(ring, weights[i])) {
        ring.kernels.add(out, x, out, count);
      } else {
        ring.kernels.add_scaled(x, weights[i], out, count);
      }
    }
    if (constant.value != 0) ring.kernels.add_constant(out, constant, out, count);
  });
}

Tensor truncate_share(const Tensor& a, int bits, int server) {
  ensure_shift(a.ring(), bits);
  ensure(server == 0 || server == 1, "shares belong to server 0 or 1");
  return unary(a,
               [truncate = a.ring().kernels.truncate_share, bits, server](
                   const void* x, void* out, std::size_t n) { truncate(x, bits, server, out, n); });
}

Tensor round_shift(const Tensor& a, int bits) {
  ensure_shift(a.ring(), bits);
  return unary(a, [shift = a.ring().kernels.round_shift, bits](
                      const void* x, void* out, std::size_t n) { shift(x, bits, out, n); });
}

TruncationCheck check_truncation(const Tensor& x0, const Tensor& x1, const Tensor& z0,
                                 const Tensor& z1, int bits) {
  for (const Tensor* other : {&x1, &z0, &z1}) ensure_alike(x0, *other);
  ensure_shift(x0.ring(), bits);
  std::atomic<std::int64_t> off_by_one = 0, catastrophic = 0;
  parallel_for(x0.size(), kElementGrain, [&](std::size_t first, std::size_t last) {
    const TruncationCheck piece = x0.ring().kernels.check_truncation(
        at(x0, first), at(x1, first), at(z0, first), at(z1, first), bits, last - first);
    off_by_one += piece.off_by_one;
    catastrophic += piece.catastrophic;
  });
  return {.off_by_one = off_by_one, .catastrophic = catastrophic};
}

bool equal(const Tensor& a, const Tensor& b) {
  return &a.ring() == &b.ring() && a.shape() == b.shape() &&
         std::memcmp(a.data(), b.data(), a.bytes()) == 0;
}

namespace {

/// In eight lanes side by side, and these in order.
double absolute_sum(const double* x, std::size_t n) {
  constexpr std::size_t kLanes = 8;
  std::array<double, kLanes> lanes{};
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) lanes[lane] += std::abs(x[i + lane]);
  }
  for (; i < n; ++i) lanes[i % kLanes] += std::abs(x[i]);
  return std::accumulate(lanes.begin(), lanes.end(), 0.0);
}

}  // namespace

double absolute_sum(const Tensor& a) {
  ensure(a.ring().id == RingId::reals, "only reals have an absolute sum");
  const auto* x = static_cast<const double*>(a.data());
  std::vector<double> partial((a.size() + kElementGrain - 1) / kElementGrain);
  parallel_for(a.size(), kElementGrain, [&](std::size_t first, std::size_t last) {
    partial[first / kElementGrain] = absolute_sum(x + first, last - first);
  });
  return std::accumulate(partial.begin(), partial.end(), 0.0);
}

}  // namespace fathom
