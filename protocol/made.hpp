#pragma once

#include <array>
#include <memory>
#include <utility>
#include <vector>

#include "protocol/tensor.hpp"

namespace fathom {

/// Deferred work costs about as much as passing over so many bytes.
constexpr std::size_t kTooSmallToDefer = 4096;

template <class Inputs>
[[nodiscard]] bool all_are_made(const Inputs& inputs) {
  for (const Tensor& input : inputs) {
    const DeferredPtr maker = input.maker();
    if (maker != nullptr && !is_done(*maker)) return false;
  }
  return true;
}

/// Puts off `work(inputs)`, which makes so many bytes, until the inputs are made. Inputs is an
/// array or a vector of tensors.
template <class Inputs, class Work>
DeferredPtr defer_after(Inputs inputs, std::size_t bytes, Work work) {
  std::vector<DeferredPtr> makers;
  for (const Tensor& input : inputs) makers.push_back(input.maker());
  return defer(makers, bytes, [inputs = std::move(inputs), work = std::move(work)]() mutable {
    work(std::as_const(inputs));
  });
}

/// Runs `work(inputs)` now or, while deferring, once the inputs are made.
template <class Inputs, class Work>
void after(Inputs inputs, Work work) {
  if (!deferring()) return work(std::as_const(inputs));
  static_cast<void>(defer_after(std::move(inputs), 0, std::move(work)));
}

/// A tensor whose elements `fill(inputs, out)` writes: now or, while deferring, on any thread once
/// the inputs are made. It must read no tensor but its inputs, and own what else it reads.
template <class Inputs, class Fill>
[[nodiscard]] Tensor made(const Ring& ring, const Shape& shape, Inputs inputs, Fill fill) {
  Tensor out = Tensor::promised(ring, shape);
  const bool now = !deferring() || (out.bytes() < kTooSmallToDefer && all_are_made(inputs));
  const auto write = [fill = std::move(fill)](const Inputs& in, Tensor& to) {
    static_cast<void>(to.data());  // the memory is there before several threads write it
    fill(in, to);
  };
  if (now) {
    write(inputs, out);
    return out;
  }
  const std::size_t bytes = out.bytes();
  Tensor written = out;
  out.set_maker(defer_after(
      std::move(inputs), bytes,
      [written = std::move(written), write](const Inputs& in) mutable { write(in, written); }));
  return out;
}

}  // namespace fathom
