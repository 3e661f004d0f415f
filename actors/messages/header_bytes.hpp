#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "protocol/envelope.hpp"

namespace fathom {

/// The header as it stands before every payload: tag 8 bytes, packed label 4, step 4, rounds 4,
/// chain 4, kind 1, ring 1 (its highest bit says that elements are packed), part 2, elements 3 (a
/// part of 64 MiB has fewer than 2^24), epoch 1; little-endian.
using HeaderBytes = std::array<std::byte, static_cast<std::size_t>(Framing::kHeader.count())>;

[[nodiscard]] HeaderBytes to_bytes(const Header& header);

/// The header in `bytes`, or nothing when one of its fields names nothing: label, kind or ring (the
/// reals have no shares), or when its payload would be longer than the greatest part.
[[nodiscard]] std::optional<Header> header_from(const HeaderBytes& bytes);

}  // namespace fathom
