#pragma once

#include <vector>

namespace fathom {

/// The exponents of a monomial x_1^e_1 x_2^e_2 ..., one a variable.
using Monomial = std::vector<int>;

/// A public polynomial of private values, evaluated element by element, as a program writes it:
/// real coefficients, and the scale of its terms. A coefficient of a monomial of variables with
/// f_i fractional bits is rounded to scale_bits - sum e_i f_i bits, so all terms meet at
/// `scale_bits`; of these `drop` are then truncated.
struct PlainPolynomial {
  struct Term {
    double coefficient = 0;
    Monomial monomial;
  };
  std::vector<Term> terms;
  int scale_bits = 0;
  int drop = 0;
};

}  // namespace fathom
