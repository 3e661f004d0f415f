#pragma once

#include <vector>

namespace fathom {

/// An odd polynomial plus 1/2 that stands for the sigmoid on [-2^h, 2^h], in powers of u = x / 2^h:
/// s(x) = 1/2 + c1 u + c3 u^3 + c5 u^5 + ... In u the coefficients are of order one; in x the
/// highest would round to 0 with 16 fractional bits.
struct SigmoidPolynomial {
  int half_width_log2 = 3;
  std::vector<double> coefficients;  ///< of u, u^3, u^5, ...

  [[nodiscard]] int degree() const { return 2 * static_cast<int>(coefficients.size()) - 1; }
  /// Its value at x.
  [[nodiscard]] double operator()(double x) const;
};

/// Degrees below are odd, from 3 to 31; UserError otherwise.

/// The polynomial of the seed's reference implementation, of degree 9 on [-8, 8].
[[nodiscard]] SigmoidPolynomial reference_sigmoid();

/// A user's own, by its coefficients of x, x^3, x^5, ... on [-2^h, 2^h].
[[nodiscard]] SigmoidPolynomial sigmoid_by_coefficients(int half_width_log2,
                                                        const std::vector<double>& of_x);

/// Least squares on [-2^h, 2^h] over evenly spread points.
[[nodiscard]] SigmoidPolynomial fitted_sigmoid(int half_width_log2, int degree = 9);

/// The Chebyshev series on [-2^h, 2^h], cut off: least squares with the weight 1 / sqrt(1 - u^2),
/// that is nearer to the sigmoid at the ends of the interval.
[[nodiscard]] SigmoidPolynomial chebyshev_sigmoid(int half_width_log2, int degree = 9);

/// The Taylor series at 0, cut off; it converges for |x| < pi, so [-2, 2] is its interval.
[[nodiscard]] SigmoidPolynomial taylor_sigmoid(int degree = 9);

/// The greatest distance to the sigmoid on [-2^h, 2^h].
[[nodiscard]] double greatest_error(const SigmoidPolynomial& polynomial);

}  // namespace fathom
