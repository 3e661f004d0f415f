#pragma once

#include "protocol/materials/request.hpp"
#include "protocol/operations/monomials.hpp"

namespace fathom {

/// For polynomials of values that are masked already, with masks a_1, a_2, ...: monomials of these
/// masks, each of n elements, in the table's order. Of one variable: a^2, a^3, ...
/// Elements: masks none, derived n a monomial. The relation takes one product of n for each.
/// Type: square for a^2 alone, multiplication for a b alone, powers otherwise.
/// [seed, "Sigmoid activations"]
[[nodiscard]] Request powers(const MonomialTable& monomials, const Ring& ring, const Shape& shape);
[[nodiscard]] MaterialType powers_type(const MonomialTable& monomials);

}  // namespace fathom
