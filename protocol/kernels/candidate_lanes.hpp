#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "protocol/kernels/lanes.hpp"

namespace fathom {

/// Candidates for uniform elements of a prime field, masked where they lie or on their way, with
/// AVX-512: for fields whose elements have one word or two.
template <class Arithmetic>
class CandidateLanes {
 public:
  using Element = typename Arithmetic::Element;
  static constexpr bool kFits = sizeof(Element) <= 16 && requires { Arithmetic::kM; };

  /// Masks as many of `n` candidates as fill lanes, and says how many those were. `doubtful`, when
  /// one of them has no highest word below the modulus's, so that it need not be canonical.
  [[gnu::target("arch=x86-64-v4")]] static std::size_t mask(const std::byte* bytes, Element* out,
                                                            std::size_t n, bool& doubtful) {
    const Lanes mask = every(Arithmetic::kMask), highest = every(kHighest);
    // A lower word is never found: 0 there, and 1 here.
    const Lanes top = (every(Arithmetic::kM) & highest) | (~highest & 1);
    Lanes found{};
    std::size_t i = 0;
    for (; i + kElements <= n; i += kElements) {
      Lanes x;
      std::memcpy(&x, bytes + i * sizeof(Element), sizeof x);
      x &= mask;
      found |= Lanes((x & highest) >= top);
      std::memcpy(out + i, &x, sizeof x);
    }
    std::uint64_t any = 0;
    for (std::size_t lane = 0; lane < kWords; ++lane) any |= found[lane];
    doubtful |= any != 0;
    return i;
  }

 private:
  static constexpr std::size_t kWords = 8;  ///< in a vector
  static constexpr std::size_t kElements = sizeof(Lanes) / sizeof(Element);
  /// All bits of the highest word.
  static constexpr Element kHighest = ~Element{0} << (8 * sizeof(Element) - 64);

  [[gnu::target("arch=x86-64-v4"), gnu::always_inline]] static inline Lanes every(Element x) {
    std::array<Element, kElements> all;
    all.fill(x);
    Lanes lanes;
    std::memcpy(&lanes, all.data(), sizeof lanes);
    return lanes;
  }
};

}  // namespace fathom
