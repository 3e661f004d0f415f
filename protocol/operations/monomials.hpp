#pragma once

#include <map>
#include <vector>

#include "protocol/local.hpp"
#include "protocol/polynomial.hpp"

namespace fathom {

/// Sum of the exponents.
[[nodiscard]] int degree(const Monomial& monomial);
/// Every monomial that divides this one, 1 and itself included, in lexicographic order.
[[nodiscard]] std::vector<Monomial> divisors(const Monomial& monomial);
/// divisor^-1 monomial.
[[nodiscard]] Monomial quotient(const Monomial& monomial, const Monomial& divisor);
/// The product of the binomials C(e_i, m_i): how often a^m alpha^(e-m) stands in (alpha + a)^e.
[[nodiscard]] std::int64_t binomial(const Monomial& monomial, const Monomial& divisor);

/// Values of monomials by their exponents.
using MonomialValues = std::map<Monomial, Tensor>;

/// Monomials to be computed from their variables, in the order in which that takes one product
/// each: by degree, and then lexicographically. With a monomial stands the one that it is a
/// multiple of by one variable. 1 is no member: it has no tensor.
class MonomialTable {
 public:
  MonomialTable() = default;
  explicit MonomialTable(const std::vector<Monomial>& wanted);

  /// Those of degree 2 and more: as many products.
  [[nodiscard]] const std::vector<Monomial>& composed() const { return composed_; }
  /// All of them, the variables included.
  [[nodiscard]] MonomialValues values(const Local& local,
                                      const std::vector<Tensor>& variables) const;

 private:
  std::vector<Monomial> composed_;
};

/// The variables alone.
[[nodiscard]] MonomialValues variable_values(const std::vector<Tensor>& variables);

}  // namespace fathom
