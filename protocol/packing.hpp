#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "protocol/kernels/block_pool.hpp"
#include "protocol/tensor.hpp"

namespace fathom {

/// Elements without their padding: ring.bits bits each, one after the other, the lowest bit first,
/// and zeros up to a whole byte. 121 bits of Q instead of 128, 270 of P instead of 320.
[[nodiscard]] Bytes packed_bytes(const Ring& ring, std::size_t elements);
[[nodiscard]] ScratchBlock pack(const Tensor& a);

/// The tensor again; nothing when the stream, received from outside, is not of the right size, ends
/// in other bits than zeros, or holds an element that is not a canonical representative.
[[nodiscard]] std::optional<Tensor> unpack(const Ring& ring, Shape shape,
                                           std::span<const std::byte> stream);

}  // namespace fathom
