#pragma once

#include <array>

#include "protocol/operations/monomials.hpp"
#include "protocol/operations/secure_operation.hpp"

namespace fathom {

/// A public polynomial whose coefficients are encoded for the rings.
struct EncodedPolynomial {
  struct Term {
    PublicNumber coefficient;
    Monomial monomial;
  };
  std::vector<Term> terms;
};

/// Coefficients rounded as `PlainPolynomial` says, of variables with these fractional bits.
[[nodiscard]] EncodedPolynomial encoded(const PlainPolynomial& polynomial,
                                        const std::vector<int>& variable_bits);

/// Public polynomials of values x_i = alpha_i + a_i that are masked already, element by element:
///   p(x) = sum over monomials m of  a^m Q_m(alpha),  Q_m(alpha) = sum_e c_e C(e, m) alpha^(e - m).
/// Each server uses its shares of the a^m; server 0 alone adds Q_0. All polynomials of one
/// operation share the material, one sharing for each monomial of degree 2 and more that divides a
/// term: for one of degree d in one variable a^2, ..., a^d.
///
/// x_i, results: one shape of n elements. Rounds 0; online 0; offline n a monomial, seeded 0 / n a
/// monomial. [seed, "Sigmoid activations"]
class MaskedPolynomial final : public SecureOperation {
 public:
  /// Each polynomial has a term that is not constant, and its monomials differ.
  MaskedPolynomial(const Ring& ring, Shape shape, std::vector<EncodedPolynomial> polynomials);

  [[nodiscard]] Operation operation() const override { return Operation::polynomial; }
  [[nodiscard]] MaterialType material() const override { return powers_type_; }
  [[nodiscard]] std::vector<Shape> results() const override;
  [[nodiscard]] bool takes_masked() const override { return true; }
  [[nodiscard]] std::vector<Tensor> in_the_clear(const Local& local,
                                                 const std::vector<Tensor>& inputs) const override;
  [[nodiscard]] std::optional<Request> request() const override;
  [[nodiscard]] Work work(int server) const override;
  [[nodiscard]] Task<Values> run(Party& me, RunContext context, Values inputs) const override;

 private:
  /// a^mask Q(alpha), with the terms of Q.
  struct Part {
    Monomial mask;
    std::vector<EncodedPolynomial::Term> factor;
  };
  [[nodiscard]] static std::vector<Part> expanded(const EncodedPolynomial& polynomial);
  [[nodiscard]] static std::size_t element_operations(const std::vector<Part>& parts, int server);
  [[nodiscard]] static Tensor sum(const Local& local, const std::vector<Part>& parts,
                                  const MonomialValues& openings, const MonomialValues& masks);

  const Ring& ring_;
  Shape shape_;
  std::vector<EncodedPolynomial> polynomials_;
  std::vector<std::vector<Part>> parts_;  ///< of each polynomial
  MonomialTable terms_;                   ///< the polynomials' own monomials, for the clear
  MonomialTable masks_;
  std::array<MonomialTable, 2> openings_;  ///< what each server needs of alpha
  MaterialType powers_type_ = MaterialType::none;
};

}  // namespace fathom
