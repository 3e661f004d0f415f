#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "protocol/kernels/candidate_lanes.hpp"
#include "protocol/kernels/field_pairs.hpp"
#include "protocol/kernels/integer_readings.hpp"
#include "protocol/rings/ring.hpp"

namespace fathom {

/// The kernels of an integer ring that work element by element, from its arithmetic. `Arithmetic`
/// is stateless and has, beside the ring operations, the two readings of an element: Element, the
/// canonical representative in memory, and Signed, the representative in [-M/2, M/2). A uniform
/// element is a candidate under kMask that is_canonical. All are free of branches, so that loops
/// keep up with memory.
template <class Arithmetic>
class ElementKernels {
 public:
  /// The whole table of the ring, given its matrix product.
  static constexpr Kernels table(void (*matmul)(const MatmulCall&)) {
    return {.add = add,
            .subtract = subtract,
            .negate = negate,
            .multiply = multiply,
            .scale = scale,
            .add_scaled = add_scaled,
            .add_constant = add_constant,
            .matmul = matmul,
            .truncate_share = truncate_share,
            .round_shift = round_shift,
            .check_truncation = check_truncation,
            .floor_shift = floor_shift,
            .logical_shift = logical_shift,
            .low_bits = low_bits,
            .bit = bit,
            .to_words = to_words,
            .from_words = from_words,
            .encode = encode,
            .decode = decode,
            .from_uniform_bytes = from_uniform_bytes,
            .is_canonical = is_canonical};
  }

 private:
  using Element = typename Arithmetic::Element;
  using Signed = typename Arithmetic::Signed;

  /// Fields of two words have some kernels in lanes.
  static constexpr bool kInPairs = sizeof(Element) == 16 && requires { Arithmetic::kM; };
  using Pairs = FieldPairs<Arithmetic>;
  using Candidates = CandidateLanes<Arithmetic>;
  static constexpr std::size_t kCandidates = 4096 / sizeof(Element);  ///< in a block
  static bool shifts_in_pairs(int bits) { return lanes_in_use() && bits > 0 && bits < 64; }

  static void add(const void* a, const void* b, void* out, std::size_t n) {
    std::size_t i = 0;
    if constexpr (kInPairs) {
      if (lanes_in_use()) i = Pairs::add(from(a), from(b), to(out), n);
    }
    for (; i < n; ++i) to(out)[i] = Arithmetic::add(from(a)[i], from(b)[i]);
  }

  static void subtract(const void* a, const void* b, void* out, std::size_t n) {
    std::size_t i = 0;
    if constexpr (kInPairs) {
      if (lanes_in_use()) i = Pairs::subtract(from(a), from(b), to(out), n);
    }
    for (; i < n; ++i) to(out)[i] = Arithmetic::subtract(from(a)[i], from(b)[i]);
  }

  static void negate(const void* a, void* out, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) to(out)[i] = Arithmetic::subtract(Element{0}, from(a)[i]);
  }

  static void multiply(const void* a, const void* b, void* out, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) to(out)[i] = Arithmetic::multiply(from(a)[i], from(b)[i]);
  }

  static void scale(const void* a, PublicNumber factor, void* out, std::size_t n) {
    const Element f = from_public(factor);
    for (std::size_t i = 0; i < n; ++i) to(out)[i] = Arithmetic::multiply(from(a)[i], f);
  }

  static void add_scaled(const void* a, PublicNumber factor, void* out, std::size_t n) {
    const Element f = from_public(factor);
    for (std::size_t i = 0; i < n; ++i) {
      to(out)[i] = Arithmetic::add(from(out)[i], Arithmetic::multiply(from(a)[i], f));
    }
  }

  static void add_constant(const void* a, PublicNumber constant, void* out, std::size_t n) {
    const Element c = from_public(constant);
    for (std::size_t i = 0; i < n; ++i) to(out)[i] = Arithmetic::add(from(a)[i], c);
  }

  static void truncate_share(const void* a, int bits, int server, void* out, std::size_t n) {
    std::size_t i = 0;
    if constexpr (kInPairs) {
      if (shifts_in_pairs(bits)) i = Pairs::truncate_share(from(a), bits, server, to(out), n);
    }
    if (server == 0) {
      for (; i < n; ++i) to(out)[i] = floor_shift(from(a)[i], bits);
    } else {
      for (; i < n; ++i) {
        to(out)[i] = negated(floor_shift(negated(from(a)[i]), bits));
      }
    }
  }

  static void round_shift(const void* a, int bits, void* out, std::size_t n) {
    if (bits == 0) {
      std::copy_n(from(a), n, to(out));
      return;
    }
    for (std::size_t i = 0; i < n; ++i) {
      const Signed x = Arithmetic::to_signed(from(a)[i]);
      to(out)[i] = Arithmetic::from_signed((x >> bits) + ((x >> (bits - 1)) & Signed{1}));
    }
  }

  static TruncationCheck check_truncation(const void* x0, const void* x1, const void* z0,
                                          const void* z1, int bits, std::size_t n) {
    TruncationCheck check;
    std::size_t i = 0;
    if constexpr (kInPairs) {
      if (shifts_in_pairs(bits)) {
        i = Pairs::check_truncation(from(x0), from(x1), from(z0), from(z1), bits, n, check);
      }
    }
    for (; i < n; ++i) {
      const Element exact = floor_shift(Arithmetic::add(from(x0)[i], from(x1)[i]), bits);
      const Element z = Arithmetic::add(from(z0)[i], from(z1)[i]);
      const Element error = Arithmetic::subtract(z, exact);
      check.off_by_one += error == Element{1};
      check.catastrophic += Element{1} < error;
    }
    return check;
  }

  static std::size_t encode(const double* x, int bits, double limit, void* out, std::size_t n) {
    const double scale = std::ldexp(1.0, bits);
    const double bound = std::min(limit, std::ldexp(Arithmetic::modulus(), -1 - bits));
    bool all_fit = true;
    for (std::size_t i = 0; i < n; ++i) {
      const bool fits = std::abs(x[i]) < bound;
      all_fit &= fits;
      const double number = std::nearbyint(fits ? x[i] * scale : 0.0);
      to(out)[i] = Arithmetic::from_signed(FromDouble<Signed>::read(number));
    }
    if (all_fit) return n;
    return static_cast<std::size_t>(
        std::find_if(x, x + n, [bound](double value) { return !(std::abs(value) < bound); }) - x);
  }

  static void decode(const void* a, int bits, double* out, std::size_t n) {
    const double unit = std::ldexp(1.0, -bits);
    for (std::size_t i = 0; i < n; ++i) {
      out[i] = to_double(Arithmetic::to_signed(from(a)[i])) * unit;
    }
  }

  /// The bytes may lie where the elements go: writing never overtakes reading. Most blocks hold no
  /// candidate that could be rejected, and stay as they are once they are masked.
  static std::size_t from_uniform_bytes(const std::byte* bytes, std::size_t size, void* out,
                                        std::size_t n) {
    const std::size_t candidates = size / sizeof(Element);
    std::size_t accepted = 0;
    for (std::size_t first = 0; first < candidates && accepted < n; first += kCandidates) {
      const std::size_t count = std::min(kCandidates, candidates - first);
      const std::byte* const block = bytes + first * sizeof(Element);
      Element* const next = to(out) + accepted;
      accepted += count <= n - accepted && rarely_rejects()
                      ? accept_block(block, next, count)
                      : accept_singly(block, count, next, n - accepted);
    }
    return accepted;
  }

  /// The candidates of a block, masked, that are canonical; how many they are.
  static std::size_t accept_block(const std::byte* block, Element* out, std::size_t count) {
    bool all_below = true;
    std::size_t i = 0;
    if constexpr (Candidates::kFits) {
      bool doubtful = false;
      if (lanes_in_use()) i = Candidates::mask(block, out, count, doubtful);
      all_below = !doubtful;
    }
    std::memmove(out + i, block + i * sizeof(Element), (count - i) * sizeof(Element));
    for (; i < count; ++i) {
      out[i] = out[i] & Arithmetic::kMask;
      all_below &= is_surely_canonical(out[i]);
    }
    if (all_below) return count;
    std::size_t accepted = 0;
    for (i = 0; i < count; ++i) {
      out[accepted] = out[i];
      accepted += Arithmetic::is_canonical(out[accepted]);
    }
    return accepted;
  }

  /// The same of as many as are wanted.
  static std::size_t accept_singly(const std::byte* block, std::size_t count, Element* out,
                                   std::size_t wanted) {
    std::size_t accepted = 0;
    for (std::size_t i = 0; i < count && accepted < wanted; ++i) {
      Element candidate;
      std::memcpy(&candidate, block + i * sizeof(Element), sizeof(Element));
      out[accepted] = candidate & Arithmetic::kMask;
      accepted += Arithmetic::is_canonical(out[accepted]);
    }
    return accepted;
  }

  /// By its highest word alone: one that is as high as the modulus's is looked at more closely.
  static bool is_surely_canonical(const Element& x) {
    if constexpr (requires { Arithmetic::kM; }) {
      return highest_word(x) < highest_word(Arithmetic::kM);
    }
    return true;
  }

  /// Whether the modulus is so near its power of two that most blocks have nothing to reject.
  static bool rarely_rejects() {
    if constexpr (requires { Arithmetic::kM; }) {
      const std::uint64_t most = highest_word(Arithmetic::kMask);
      return most - highest_word(Arithmetic::kM) < most / kCandidates / 4;
    }
    return true;
  }

  static std::uint64_t highest_word(const Element& x) {
    std::uint64_t word = 0;
    std::memcpy(&word, reinterpret_cast<const std::byte*>(&x + 1) - sizeof word, sizeof word);
    return word;
  }

  static bool is_canonical(const void* a, std::size_t n) {
    bool canonical = true;
    for (std::size_t i = 0; i < n; ++i) canonical &= Arithmetic::is_canonical(from(a)[i]);
    return canonical;
  }

  static void floor_shift(const void* a, int bits, void* out, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) to(out)[i] = floor_shift(from(a)[i], bits);
  }

  static void logical_shift(const void* a, int bits, void* out, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) to(out)[i] = from(a)[i] >> bits;
  }

  static void low_bits(const void* a, int bits, void* out, std::size_t n) {
    const Element mask = low_mask<Element>(bits);
    for (std::size_t i = 0; i < n; ++i) to(out)[i] = from(a)[i] & mask;
  }

  static void bit(const void* a, int index, void* out, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) to(out)[i] = from(a)[i] >> index & Element{1};
  }

  static void to_words(const void* a, Reading reading, std::uint64_t* words, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i, words += kIntegerWords) {
      const Element x = from(a)[i];
      const bool is_signed = reading == Reading::signed_value;
      const AnyInteger integer = is_signed ? widen(Arithmetic::to_signed(x)) : widen(x);
      std::memcpy(words, integer.words.data(), sizeof integer.words);
    }
  }

  static void from_words(const std::uint64_t* words, void* out, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i, words += kIntegerWords) {
      AnyInteger integer;
      std::memcpy(integer.words.data(), words, sizeof integer.words);
      to(out)[i] = Arithmetic::from_any(integer);
    }
  }

  static_assert(sizeof(AnyInteger) == 8 * kIntegerWords);

  /// integer 2^shift modulo M.
  static Element from_public(const PublicNumber& number) {
    Element x = Arithmetic::from_any(AnyInteger{number.integer});
    for (int i = 0; i < number.shift; ++i) x = Arithmetic::add(x, x);
    return x;
  }

  static const Element* from(const void* a) { return static_cast<const Element*>(a); }
  static Element* to(void* out) { return static_cast<Element*>(out); }
  static Element negated(Element x) { return Arithmetic::subtract(Element{0}, x); }

  static Element floor_shift(Element x, int bits) {
    return Arithmetic::from_signed(Arithmetic::to_signed(x) >> bits);
  }
};

}  // namespace fathom
