#include "protocol/tensor_math.hpp"

#include <atomic>
#include <cmath>
#include <cstring>
#include <numeric>
#include <vector>

#include "metrics/errors.hpp"
#include "protocol/kernels/parallel.hpp"
#include "protocol/kernels/tensor_ranges.hpp"

namespace fathom {

namespace {

using Unary = void (*)(const void*, void*, std::size_t);
using Binary = void (*)(const void*, const void*, void*, std::size_t);

void ensure_alike(const Tensor& a, const Tensor& b) {
  ensure(&a.ring() == &b.ring(), "operands must be of one ring");
  ensure(a.shape() == b.shape(), "operands must have one shape");
}

void ensure_shift(const Ring& ring, int bits) {
  ensure(bits >= 0 && bits < ring.bits,
         "a shift must be by at least 0 and less than the ring's bits");
}

Tensor fresh_like(const Tensor& a) { return {a.ring(), a.shape()}; }

/// out[first, last) = kernel(first, count, out's memory), piece by piece.
template <class Kernel>
Tensor by_element(const Tensor& like, const Kernel& kernel) {
  Tensor out = fresh_like(like);
  parallel_for(out.size(), kElementGrain, [&](std::size_t first, std::size_t last) {
    kernel(first, last - first, at(out, first));
  });
  return out;
}

Tensor binary(const Tensor& a, const Tensor& b, Binary kernel) {
  ensure_alike(a, b);
  return by_element(a, [&](std::size_t first, std::size_t count, void* out) {
    kernel(at(a, first), at(b, first), out, count);
  });
}

}  // namespace

Tensor add(const Tensor& a, const Tensor& b) { return binary(a, b, a.ring().kernels.add); }

Tensor subtract(const Tensor& a, const Tensor& b) {
  return binary(a, b, a.ring().kernels.subtract);
}

Tensor multiply(const Tensor& a, const Tensor& b) {
  return binary(a, b, a.ring().kernels.multiply);
}

Tensor negate(const Tensor& a) {
  return by_element(a, [&](std::size_t first, std::size_t count, void* out) {
    a.ring().kernels.negate(at(a, first), out, count);
  });
}

Tensor scale(const Tensor& a, PublicNumber factor) {
  return by_element(a, [&](std::size_t first, std::size_t count, void* out) {
    a.ring().kernels.scale(at(a, first), factor, out, count);
  });
}

Tensor add_constant(const Tensor& a, PublicNumber constant) {
  return by_element(a, [&](std::size_t first, std::size_t count, void* out) {
    a.ring().kernels.add_constant(at(a, first), constant, out, count);
  });
}

Tensor add_scaled(const Tensor& sum, const Tensor& a, PublicNumber factor) {
  ensure_alike(sum, a);
  return by_element(a, [&](std::size_t first, std::size_t count, void* out) {
    std::memcpy(out, at(sum, first), count * a.ring().element_bytes);
    a.ring().kernels.add_scaled(at(a, first), factor, out, count);
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
  const Tensor& head = terms.front().tensor;
  for (const WeightedTerm& term : terms) ensure_alike(head, term.tensor);
  const Kernels& kernels = head.ring().kernels;
  return by_element(head, [&](std::size_t first, std::size_t count, void* out) {
    if (is_one(head.ring(), terms.front().weight)) {
      std::memcpy(out, at(head, first), count * head.ring().element_bytes);
    } else {
      kernels.scale(at(head, first), terms.front().weight, out, count);
    }
    for (const WeightedTerm& term : terms.subspan(1)) {
      if (is_one(head.ring(), term.weight)) {
        kernels.add(out, at(term.tensor, first), out, count);
      } else {
        kernels.add_scaled(at(term.tensor, first), term.weight, out, count);
      }
    }
    if (constant.value != 0) kernels.add_constant(out, constant, out, count);
  });
}

Tensor truncate_share(const Tensor& a, int bits, int server) {
  ensure_shift(a.ring(), bits);
  ensure(server == 0 || server == 1, "shares belong to server 0 or 1");
  return by_element(a, [&](std::size_t first, std::size_t count, void* out) {
    a.ring().kernels.truncate_share(at(a, first), bits, server, out, count);
  });
}

Tensor round_shift(const Tensor& a, int bits) {
  ensure_shift(a.ring(), bits);
  return by_element(a, [&](std::size_t first, std::size_t count, void* out) {
    a.ring().kernels.round_shift(at(a, first), bits, out, count);
  });
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

double absolute_sum(const Tensor& a) {
  ensure(a.ring().id == RingId::reals, "only reals have an absolute sum");
  const auto* x = static_cast<const double*>(a.data());
  std::vector<double> partial((a.size() + kElementGrain - 1) / kElementGrain);
  parallel_for(a.size(), kElementGrain, [&](std::size_t first, std::size_t last) {
    double& sum = partial[first / kElementGrain];
    for (std::size_t i = first; i < last; ++i) sum += std::abs(x[i]);
  });
  return std::accumulate(partial.begin(), partial.end(), 0.0);
}

}  // namespace fathom
