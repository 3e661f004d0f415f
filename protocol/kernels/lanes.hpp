#pragma once

#include <array>
#include <cstdint>
#include <cstring>

namespace fathom {

/// Eight 64-bit integers that the compiler keeps in one AVX-512 register, in functions compiled for
/// it.
using Lanes [[gnu::vector_size(64)]] = std::uint64_t;

[[gnu::always_inline]] inline void load(const std::array<std::uint64_t, 8>& from, Lanes& to) {
  std::memcpy(&to, from.data(), sizeof to);
}

[[gnu::always_inline]] inline void store(const Lanes& from, std::array<std::uint64_t, 8>& to) {
  std::memcpy(to.data(), &from, sizeof from);
}

}  // namespace fathom
