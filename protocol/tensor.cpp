#include "protocol/tensor.hpp"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <string>

#include "metrics/errors.hpp"
#include "protocol/kernels/parallel.hpp"

namespace fathom {

namespace {

constexpr std::size_t kGrain = 1U << 14U;

[[noreturn]] void refuse(double value, std::size_t index, int bits, double limit) {
  throw UserError("the value " + std::to_string(value) + " at index " + std::to_string(index) +
                  " cannot be encoded with " + std::to_string(bits) +
                  " fractional bits: it must be a number of magnitude below " +
                  std::to_string(limit));
}

}  // namespace

Tensor::Tensor(const Ring& ring, Shape shape) : Tensor(promised(ring, shape)) {
  static_cast<void>(storage_->written());
}

Tensor Tensor::promised(const Ring& ring, Shape shape) {
  Tensor tensor = sized(ring, shape);
  tensor.storage_ = std::make_shared<Storage>(tensor.bytes());
  return tensor;
}

Tensor Tensor::zeros(const Ring& ring, Shape shape) {
  Tensor tensor(ring, shape);
  std::memset(tensor.data(), 0, tensor.bytes());
  return tensor;
}

Tensor Tensor::sized(const Ring& ring, Shape shape) {
  Tensor tensor;
  tensor.ring_ = &ring;
  tensor.shape_ = shape;
  return tensor;
}

Tensor Tensor::encode(const Ring& ring, Shape shape, const double* values, int bits, double limit) {
  Tensor tensor(ring, shape);
  const std::size_t size = tensor.size();
  auto* const to = static_cast<std::byte*>(tensor.data());
  std::atomic<std::size_t> first_bad = size;
  parallel_for(size, kGrain, [&](std::size_t first, std::size_t last) {
    void* out = to + first * ring.element_bytes;
    const std::size_t good = ring.kernels.encode(values + first, bits, limit, out, last - first);
    if (first + good == last) return;
    std::size_t lowest = first_bad;
    while (first + good < lowest && !first_bad.compare_exchange_weak(lowest, first + good)) {
    }
  });
  if (first_bad < size) refuse(values[first_bad], first_bad, bits, limit);
  return tensor;
}

Tensor Tensor::reshaped(Shape shape) const {
  ensure(shape.size() == size(), "a reshaped tensor must keep its number of elements");
  Tensor other = *this;
  other.shape_ = shape;
  return other;
}

Tensor Tensor::slice(std::size_t first, Shape shape) const {
  ensure(first <= size() && shape.size() <= size() - first, "a slice must lie inside its tensor");
  Tensor view = *this;
  view.shape_ = shape;
  view.offset_ += first * ring_->element_bytes;
  return view;
}

void Tensor::decode(int bits, double* out) const {
  ensure(has_elements(), kOnlySized);
  const auto* from = static_cast<const std::byte*>(data());
  parallel_for(size(), kGrain, [&](std::size_t first, std::size_t last) {
    ring_->kernels.decode(from + first * ring_->element_bytes, bits, out + first, last - first);
  });
}

}  // namespace fathom
