#pragma once

#include <cstdint>
#include <span>

#include "protocol/tensor.hpp"

namespace fathom {

/// Arithmetic on whole tensors: the kernels of their ring, split over parallel_for. Every function
/// returns fresh memory, and operands must agree in ring and shape as its formula asks, which is
/// checked. Fractional bits are the caller's affair. A tensor of rank above 2 counts as the matrix
/// (rows, row_size).

[[nodiscard]] Tensor add(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor subtract(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor negate(const Tensor& a);
[[nodiscard]] Tensor multiply(const Tensor& a, const Tensor& b);  ///< element by element
[[nodiscard]] Tensor scale(const Tensor& a, PublicNumber factor);
[[nodiscard]] Tensor add_constant(const Tensor& a, PublicNumber constant);
[[nodiscard]] Tensor add_scaled(const Tensor& sum, const Tensor& a,
                                PublicNumber factor);  ///< sum + a factor

struct WeightedTerm {
  Tensor tensor;
  PublicNumber weight;
};

/// The sum of tensor * weight over at least one term, plus a constant, in one pass over memory.
[[nodiscard]] Tensor weighted_sum(std::span<const WeightedTerm> terms, PublicNumber constant);

enum class Transpose : bool { no, yes };

/// a b, either read transposed first: (m, k) by (k, n) gives (m, n).
[[nodiscard]] Tensor matmul(const Tensor& a, Transpose transpose_a, const Tensor& b,
                            Transpose transpose_b);
/// The same without a transposed b, written to where m n elements have room; plus the m n elements
/// at `addend`, if there are any.
void matmul_into(void* out, const Tensor& a, Transpose transpose_a, const Tensor& b,
                 const void* addend = nullptr);

/// The two sides of a product.
struct Factors {
  Tensor a, b;
};
/// sum + first.a first.b + second.a second.b, whose temporaries never reach memory.
[[nodiscard]] Tensor add_products(const Tensor& sum, const Factors& first, const Factors& second,
                                  Transpose transpose_a, Transpose transpose_b);
[[nodiscard]] Tensor transpose(const Tensor& a);                   ///< (m, n) to (n, m)
[[nodiscard]] Tensor add_row(const Tensor& a, const Tensor& row);  ///< (m, n) + (n), for a bias
[[nodiscard]] Tensor sum_rows(const Tensor& a);                    ///< (m, n) to (n)
void add_rows_to(Tensor& sum, const Tensor& rows);                 ///< sum (n) + each of (m, n)
[[nodiscard]] Tensor gather_rows(const Tensor& a, std::span<const std::uint32_t> rows);
[[nodiscard]] Tensor concatenate_rows(std::span<const Tensor> parts);  ///< at least one

/// One server's share of x / 2^bits, see Kernels::truncate_share.
[[nodiscard]] Tensor truncate_share(const Tensor& a, int bits, int server);
/// x / 2^bits to the nearest, halves up, of values that are not shared.
[[nodiscard]] Tensor round_shift(const Tensor& a, int bits);
/// How far z0 + z1 is from the exact floor((x0 + x1) / 2^bits).
[[nodiscard]] TruncationCheck check_truncation(const Tensor& x0, const Tensor& x1, const Tensor& z0,
                                               const Tensor& z1, int bits);

/// floor(x / 2^bits) of the signed representative.
[[nodiscard]] Tensor floor_shift(const Tensor& a, int bits);
/// Of the canonical representative x in [0, M), each as an element: floor(x / 2^bits); the lowest
/// `bits` bits, 0 to all of them; the bit of weight 2^index. Not of reals.
[[nodiscard]] Tensor logical_shift(const Tensor& a, int bits);
[[nodiscard]] Tensor low_bits(const Tensor& a, int bits);
[[nodiscard]] Tensor bit(const Tensor& a, int index);
/// The same integers, by either reading, as elements of another ring: modulo its modulus. Reals
/// convert to reals alone.
[[nodiscard]] Tensor convert(const Tensor& a, const Ring& to_ring, Reading reading);

[[nodiscard]] bool equal(const Tensor& a, const Tensor& b);  ///< ring, shape and every byte
/// The sum of |x| over reals, in an order that does not depend on the number of threads.
[[nodiscard]] double absolute_sum(const Tensor& a);

}  // namespace fathom
