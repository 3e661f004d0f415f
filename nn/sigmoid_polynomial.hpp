#pragma once

#include <vector>

namespace fathom {

/// An odd polynomial plus 1/2 that stands for the sigmoid on [-2^h, 2^h], in powers of u = x / 2^h:
/// s(x) = 1/2 + c1 u + c3 u^3 + c5 u^5 + c7 u^7 + c9 u^9. In u the coefficients are of order one;
/// in x the highest would round to 0 with 16 fractional bits.
struct SigmoidPolynomial {
  int half_width_log2 = 3;
  std::vector<double> coefficients;  ///< of u, u^3, u^5, u^7, u^9

  /// Its value at x.
  [[nodiscard]] double operator()(double x) const;
};

/// The polynomial of the seed's reference implementation, on [-8, 8].
[[nodiscard]] SigmoidPolynomial reference_sigmoid();

/// Least squares on [-2^h, 2^h] over evenly spread points, degree 9.
[[nodiscard]] SigmoidPolynomial fitted_sigmoid(int half_width_log2);

/// The greatest distance to the sigmoid on [-2^h, 2^h].
[[nodiscard]] double greatest_error(const SigmoidPolynomial& polynomial);

}  // namespace fathom
