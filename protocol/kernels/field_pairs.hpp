#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "protocol/kernels/lanes.hpp"
#include "protocol/rings/ring.hpp"

namespace fathom {

/// Kernels of a prime field on elements of two words, eight at a time with AVX-512: the same as
/// FieldArithmetic does one by one. Each works on as many elements as fill lanes, and says how many
/// that were; the rest, or all where the processor or the choice of instructions has no AVX-512, is
/// left to the caller. M has at most 127 bits, so that the top bit is that of a difference.
template <class Arithmetic>
class FieldPairs {
 public:
  using Word = typename Arithmetic::Element;
  static constexpr std::size_t kLanes = 8;

  [[gnu::target("arch=x86-64-v4")]] static std::size_t add(const Word* a, const Word* b, Word* out,
                                                           std::size_t n) {
    std::size_t i = 0;
    for (; i + kLanes <= n; i += kLanes) store(sum(load(a + i), load(b + i)), out + i);
    return i;
  }

  [[gnu::target("arch=x86-64-v4")]] static std::size_t subtract(const Word* a, const Word* b,
                                                                Word* out, std::size_t n) {
    std::size_t i = 0;
    for (; i + kLanes <= n; i += kLanes) store(difference(load(a + i), load(b + i)), out + i);
    return i;
  }

  /// As Kernels::truncate_share, for 0 < bits < 64.
  [[gnu::target("arch=x86-64-v4")]] static std::size_t truncate_share(const Word* a, int bits,
                                                                      int server, Word* out,
                                                                      std::size_t n) {
    std::size_t i = 0;
    for (; i + kLanes <= n; i += kLanes) {
      const Pair x = load(a + i);
      store(server == 0 ? floor_shift(x, bits) : negative(floor_shift(negative(x), bits)), out + i);
    }
    return i;
  }

  /// As Kernels::check_truncation, for 0 < bits < 64; adds to the counts.
  [[gnu::target("arch=x86-64-v4")]] static std::size_t check_truncation(
      const Word* x0, const Word* x1, const Word* z0, const Word* z1, int bits, std::size_t n,
      TruncationCheck& check) {
    Lanes off_by_one{}, catastrophic{};
    std::size_t i = 0;
    for (; i + kLanes <= n; i += kLanes) {
      const Pair exact = floor_shift(sum(load(x0 + i), load(x1 + i)), bits);
      const Pair error = difference(sum(load(z0 + i), load(z1 + i)), exact);
      off_by_one -= Lanes((error.low == 1) & (error.high == 0));
      catastrophic -= Lanes((error.low > 1) | (error.high != 0));
    }
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      check.off_by_one += static_cast<std::int64_t>(off_by_one[lane]);
      check.catastrophic += static_cast<std::int64_t>(catastrophic[lane]);
    }
    return i;
  }

 private:
  struct Pair {
    Lanes low, high;
  };
  using SignedLanes [[gnu::vector_size(64)]] = std::int64_t;

  [[gnu::target("arch=x86-64-v4"), gnu::always_inline]] static inline Pair load(const Word* from) {
    Pair x;
    load_words(from, x.low, x.high);
    return x;
  }
  [[gnu::target("arch=x86-64-v4"), gnu::always_inline]] static inline void store(const Pair& x,
                                                                                 Word* to) {
    constexpr Lanes kFirst{0, 8, 1, 9, 2, 10, 3, 11}, kSecond{4, 12, 5, 13, 6, 14, 7, 15};
    const Lanes first = __builtin_shuffle(x.low, x.high, kFirst);
    const Lanes second = __builtin_shuffle(x.low, x.high, kSecond);
    std::memcpy(to, &first, sizeof first);
    std::memcpy(to + 4, &second, sizeof second);
  }
  [[gnu::target("arch=x86-64-v4"), gnu::always_inline]] static inline Pair broadcast(Word x) {
    return {Lanes{} + static_cast<std::uint64_t>(x), Lanes{} + static_cast<std::uint64_t>(x >> 64)};
  }
  [[gnu::target("arch=x86-64-v4"), gnu::always_inline]] static inline Pair masked(
      const Pair& x, const Lanes& mask) {
    return {x.low & mask, x.high & mask};
  }

  // Of integers of 128 bits; comparisons give -1 where they hold, which carries.
  [[gnu::target("arch=x86-64-v4"), gnu::always_inline]] static inline Pair plus(const Pair& a,
                                                                                const Pair& b) {
    const Lanes low = a.low + b.low;
    return {low, a.high + b.high - Lanes(low < a.low)};
  }
  [[gnu::target("arch=x86-64-v4"), gnu::always_inline]] static inline Pair minus(const Pair& a,
                                                                                 const Pair& b) {
    return {a.low - b.low, a.high - b.high + Lanes(a.low < b.low)};
  }
  /// All ones where x is negative.
  [[gnu::target("arch=x86-64-v4"), gnu::always_inline]] static inline Lanes negative_mask(
      const Pair& x) {
    return Lanes(SignedLanes(x.high) >> 63);
  }
  [[gnu::target("arch=x86-64-v4"), gnu::always_inline]] static inline Pair plus_modulus(
      const Pair& x, const Lanes& where) {
    return plus(x, masked(broadcast(Arithmetic::kM), where));
  }

  // Of elements.
  [[gnu::target("arch=x86-64-v4"), gnu::always_inline]] static inline Pair sum(const Pair& a,
                                                                               const Pair& b) {
    const Pair reduced = minus(plus(a, b), broadcast(Arithmetic::kM));
    return plus_modulus(reduced, negative_mask(reduced));
  }
  [[gnu::target("arch=x86-64-v4"), gnu::always_inline]] static inline Pair difference(
      const Pair& a, const Pair& b) {
    const Pair x = minus(a, b);
    return plus_modulus(x, negative_mask(x));
  }
  [[gnu::target("arch=x86-64-v4"), gnu::always_inline]] static inline Pair negative(const Pair& x) {
    return difference(broadcast(0), x);
  }
  [[gnu::target("arch=x86-64-v4"), gnu::always_inline]] static inline Pair floor_shift(
      const Pair& x, int bits) {
    const Lanes upper_half = negative_mask(minus(broadcast(Arithmetic::kHalf), x));
    const Pair s = minus(x, masked(broadcast(Arithmetic::kM), upper_half));
    const Pair shifted{s.low >> bits | s.high << (64 - bits), Lanes(SignedLanes(s.high) >> bits)};
    return plus_modulus(shifted, negative_mask(shifted));
  }
};

}  // namespace fathom
