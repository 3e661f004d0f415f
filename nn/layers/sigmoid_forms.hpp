#pragma once

#include <vector>

#include "protocol/engines/engine.hpp"

namespace fathom {

/// An odd polynomial plus 1/2 of the variable u that carries f fractional bits or more, and its
/// derivative by x:  s = 1/2 + c1 u + c3 u^3 + ...,  s' = d0 + d2 u^2 + d4 u^4 + ...
struct OddPolynomial {
  std::vector<double> odd;    ///< c1, c3, ...
  std::vector<double> slope;  ///< d0, d2, ...; empty when nobody asks for s'
};

/// y = s(u); and of s', when it is asked for, either the value or the even powers u^2 (and u^4) of
/// which `slope_of_powers` makes it.
struct Activation {
  Secret y;
  Secret slope;
  std::vector<Secret> even_powers;

  [[nodiscard]] bool has_slope() const { return slope.slot() != nullptr; }
};

/// The forms of degree 9, n elements; online elements each way with masks reused (and without),
/// seeded material 0 / n each. Each y is off from the encoded reading by less than E + 1/2 units of
/// the last place for |u| <= 1 (a product adds its factors' bounds and 1).  [seed, "Sigmoid
/// activations"]
///
/// sequential    5 rounds,  5n (10n),  0/5n;  E = 2|c3| + 4|c5| + 6|c7| + 8|c9| + 1; any degree d,
///               of which all these are (d + 1)/2
/// logarithmic   4 rounds,  5n (10n),  0/6n;  E as sequential
/// split         4 rounds,  4n (6n),   0/4n;  E = |c3| + 3|c5| + 4|c7| + 6|c9| + 2, where the ring
///               has room for 3f + 2 bits and the gap; elsewhere 5n and one unit more
/// powers of y   3 rounds,  3n (4n),   0/5n;  E = |c3| + 2|c5| + 3|c7| + 4|c9| + 2; any degree d,
/// of
///               which the material is (d + 1)/2 n
/// powers 3x3    2 rounds,  3n (4n),   0/7n;  E = |c3| + 2|c5| + 2|c7| + 3|c9| + 1
/// powers        1 round,   n,         0/8n;  E = 1; any degree d, 0/(d - 1)n
/// square, x^2   1 round,   n,         0/n;   E = 1; slope 2x, which costs nothing
[[nodiscard]] Task<Activation> activation(Engine& engine, Secret u, OddPolynomial polynomial);

/// y = x^2 with slope 2x.
[[nodiscard]] Task<Activation> square_activation(Engine& engine, Secret x);

/// dx = dy s' at f fractional bits: 1 round, 2n elements each way, and a triple of n.
[[nodiscard]] Task<Secret> times_slope(Engine& engine, Secret dy, Secret slope);

/// s' from u^2 and perhaps u^4 where they were kept: u^6 and u^8 side by side after u^4.
[[nodiscard]] Task<Secret> slope_of_powers(Engine& engine, std::vector<Secret> even_powers,
                                           std::vector<double> slope);

}  // namespace fathom
