#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "metrics/units.hpp"

namespace fathom {

enum class RingId : std::uint8_t { reals, z64, z128, q121, m61, m127, p270, m521 };

/// A public number beside its fixed-point reading: value ~ integer 2^shift / 2^bits. Rings compute
/// with integer 2^shift modulo M, which may be wider than 126 bits; the reals with the value, so
/// that the clear reading is not quantised.
struct PublicNumber {
  double value = 0;
  __int128 integer = 0;
  int bits = 0;
  int shift = 0;
};

/// The two ways to take an element for an integer.
enum class Reading : std::uint8_t {
  signed_value,    ///< in [-M/2, M/2)
  representative,  ///< in [0, M)
};

/// Words of the integers that go from one ring to another, the lowest first, in two's complement.
constexpr std::size_t kIntegerWords = 9;

/// One product out = addend + a b with a: (m, k), b: (k, n), out: (m, n), restricted to the rows
/// [first_row, last_row) and columns [first_column, last_column) of out (over reals to rows alone).
/// b, out and the addend are contiguous and row-major; a is read through its strides (in elements),
/// so a transposed a costs nothing. The addend may be null, for zeros, or out itself.
struct MatmulCall {
  const void* a = nullptr;
  std::size_t a_row_stride = 0;
  std::size_t a_column_stride = 0;
  const void* b = nullptr;
  const void* addend = nullptr;
  void* out = nullptr;
  std::size_t m = 0, k = 0, n = 0;
  std::size_t first_row = 0, last_row = 0;
  std::size_t first_column = 0, last_column = 0;
};

/// What a comparison of a truncation's result with the exact one counts.
struct TruncationCheck {
  std::int64_t off_by_one = 0;    ///< results that are floor + 1
  std::int64_t catastrophic = 0;  ///< results further off than that: the shares wrapped
};

/// The kernels of one ring over contiguous arrays of n elements each. Inputs and output may be the
/// same array, but must not overlap otherwise. None allocates, none throws, each may run on several
/// threads at once on different ranges.
struct Kernels {
  void (*add)(const void* a, const void* b, void* out, std::size_t n);
  void (*subtract)(const void* a, const void* b, void* out, std::size_t n);
  void (*negate)(const void* a, void* out, std::size_t n);
  void (*multiply)(const void* a, const void* b, void* out, std::size_t n);
  /// out = a * factor, and out = out + a * factor, by a public number (fractional bits add up).
  void (*scale)(const void* a, PublicNumber factor, void* out, std::size_t n);
  void (*add_scaled)(const void* a, PublicNumber factor, void* out, std::size_t n);
  void (*add_constant)(const void* a, PublicNumber constant, void* out, std::size_t n);
  void (*matmul)(const MatmulCall& call);

  /// Local truncation of one server's share by `bits`: server 0 takes floor(x0 / 2^bits), server 1
  /// -floor(-x1 / 2^bits), of the representatives in [-M/2, M/2). Unbiased; wraps with probability
  /// |x| / M (SecureML, theorem 1). The identity on the reals.
  void (*truncate_share)(const void* a, int bits, int server, void* out, std::size_t n);
  /// Exact division of the signed representative by 2^bits, to the nearest, halves up. Identity on
  /// the reals: their fractional bits are only written beside them.
  void (*round_shift)(const void* a, int bits, void* out, std::size_t n);
  /// Compares z0 + z1 with the exact floor((x0 + x1) / 2^bits).
  TruncationCheck (*check_truncation)(const void* x0, const void* x1, const void* z0,
                                      const void* z1, int bits, std::size_t n);

  /// floor(x / 2^bits) of the signed representative. The identity on the reals.
  void (*floor_shift)(const void* a, int bits, void* out, std::size_t n);
  /// Of the canonical representative x in [0, M), 0 <= bits: floor(x / 2^bits); the `bits` lowest
  /// bits; and the bit of weight 2^index, each as an element. The reals have none of the three.
  void (*logical_shift)(const void* a, int bits, void* out, std::size_t n);
  void (*low_bits)(const void* a, int bits, void* out, std::size_t n);
  void (*bit)(const void* a, int index, void* out, std::size_t n);

  /// Elements as integers of kIntegerWords words each, and any such integers modulo M. The reals
  /// have neither.
  void (*to_words)(const void* a, Reading reading, std::uint64_t* words, std::size_t n);
  void (*from_words)(const std::uint64_t* words, void* out, std::size_t n);

  /// round(x 2^bits), halves to even, as signed representative. Returns the index of the first
  /// value that is not finite or has |x| >= limit, or n when all fit. On the reals a copy.
  std::size_t (*encode)(const double* x, int bits, double limit, void* out, std::size_t n);
  void (*decode)(const void* a, int bits, double* out, std::size_t n);

  /// Uniform elements from a stream of uniform bytes: consumes `bytes`, a multiple of
  /// element_bytes, writes at most `n` elements and returns how many. A candidate outside the field
  /// is rejected.
  std::size_t (*from_uniform_bytes)(const std::byte* bytes, std::size_t size, void* out,
                                    std::size_t n);
  /// Whether the n elements, received from outside, are canonical representatives.
  bool (*is_canonical)(const void* a, std::size_t n);
};

/// A ring (or field) as an object: what it is called, how wide its elements are, and its kernels.
/// Elements are stored padded to whole 8-byte words, the lowest first: 8 bytes for Z_2^64, 16 for
/// Z_2^128 and Q, 40 for P.
/// Negative numbers are the upper half. `reals()` is the clear reading's double precision; it has
/// no shares, so its truncation and randomness are never used.
struct Ring {
  RingId id;
  std::string_view name;      ///< as on the command line: "z64", "q121", "m61", "reals"
  int bits;                   ///< exact width of an element; 64, 121, 61
  std::size_t element_bytes;  ///< width in memory and, padded, on the wire
  double modulus;             ///< M as a double, for probabilities
  bool rejects;               ///< uniform elements need rejection (a field)
  bool power_of_two;          ///< Z_2^bits, and not a field
  Kernels kernels;

  /// There is one object of each ring, so that rings are told apart by their address.
  struct Unique {
    Unique() = default;
    Unique(const Unique&) = delete;
    Unique& operator=(const Unique&) = delete;
  };
  [[no_unique_address]] Unique unique = {};
};

[[nodiscard]] const Ring& reals();
[[nodiscard]] const Ring& z64();   ///< Z_2^64
[[nodiscard]] const Ring& z128();  ///< Z_2^128
/// The prime field of the seed's reference implementation,
/// Q = 2657003489534545107915232808830590043 (121 bits).
[[nodiscard]] const Ring& q121();

[[nodiscard]] const Ring& m61();   ///< the prime field of 2^61 - 1
[[nodiscard]] const Ring& m127();  ///< the prime field of 2^127 - 1
/// The wide prime fields of the field switch: the 270-bit P =
/// 1802216888453791673313287943102424579859887305661122324585863735744776691801009887, and 2^521
/// - 1.
[[nodiscard]] const Ring& p270();
[[nodiscard]] const Ring& m521();

[[nodiscard]] const Ring& ring_of(RingId id);
/// The ring of that name. Throws UserError, naming the choices, for any other.
[[nodiscard]] const Ring& ring_named(std::string_view name);

}  // namespace fathom
