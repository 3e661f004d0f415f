#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#include "protocol/kernels/instruction_set.hpp"

namespace fathom {

/// Eight 64-bit integers that the compiler keeps in one AVX-512 register, in functions compiled for
/// it.
using Lanes [[gnu::vector_size(64)]] = std::uint64_t;

/// Whether such functions may be called: the processor has it, and no lesser choice was made.
[[nodiscard]] inline bool lanes_in_use() { return instruction_set() >= InstructionSet::avx512; }

[[gnu::always_inline]] inline void load(const std::array<std::uint64_t, 8>& from, Lanes& to) {
  std::memcpy(&to, from.data(), sizeof to);
}

[[gnu::always_inline]] inline void store(const Lanes& from, std::array<std::uint64_t, 8>& to) {
  std::memcpy(to.data(), &from, sizeof from);
}

/// The lower and the upper words of eight elements of one word, or of two, next to each other.
template <class Word>
[[gnu::target("arch=x86-64-v4"), gnu::always_inline]] inline void load_words(const Word* from,
                                                                             Lanes& low,
                                                                             Lanes& high) {
  std::memcpy(&low, from, sizeof low);
  high = Lanes{};
  if constexpr (sizeof(Word) == 16) {
    constexpr Lanes kLower{0, 2, 4, 6, 8, 10, 12, 14}, kUpper{1, 3, 5, 7, 9, 11, 13, 15};
    const Lanes first = low;
    Lanes second;
    std::memcpy(&second, from + 4, sizeof second);
    low = __builtin_shuffle(first, second, kLower);
    high = __builtin_shuffle(first, second, kUpper);
  }
}

/// Limb number i, of up to 52 bits, of elements in such lanes.
template <int kLimbBits>
[[gnu::target("arch=x86-64-v4"), gnu::always_inline]] inline Lanes limb_lanes(const Lanes& low,
                                                                              const Lanes& high,
                                                                              int i) {
  constexpr std::uint64_t kMask = (std::uint64_t{1} << kLimbBits) - 1;
  const int shift = kLimbBits * i;
  if (shift >= 64) return (high >> (shift - 64)) & kMask;
  const Lanes upper = shift == 0 ? Lanes{} : high << (64 - shift);
  return ((low >> shift) | upper) & kMask;
}

}  // namespace fathom
