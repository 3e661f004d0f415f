#pragma once

#include <string>

#include "protocol/operations/secure_operation.hpp"

namespace fathom {

/// How values go from one ring to another (or stay in it, and are truncated on the way).
struct RingChange {
  const Ring* from = nullptr;
  const Ring* to = nullptr;
  int bound_bits = 0;  ///< |x| < B = 2^bound_bits
  int drop = 0;        ///< fractional bits truncated on the way
  int kappa = 40;      ///< statistical security of one value
  int sender = 0;      ///< which server sends
};

/// Field switch from modulus M to M', with truncation for free: the sender S draws r uniform in
/// [0, 2B 2^kappa) from a generator of its own and sends e = x_S + B + r mod M; the receiver R
/// knows v = e + x_R mod M = x + B + r, which does not wrap, and takes v >> drop; S takes
/// -(r >> drop) - (B >> drop), both mod M'. n values. The result is the floor or the floor + 1,
/// unbiased, and never wraps.
///
/// Rounds 1, one-way; online n elements of M from the sender, 0 from the other; offline nothing.
/// Right for every |x| < B if and only if 2B (2^kappa + 1) <= M + 1. R learns x + B + r, at
/// statistical distance below 2^-kappa a value; a value beyond the bound is a leak. With M' = M
/// this is gap truncation. [Catrina and Saxena, FC 2010; seed's companion posts, "The SPDZ
/// protocol, part 2"]
[[nodiscard]] OperationPtr change_ring_operation(const RingChange& change, const Shape& shape);

/// Throws UserError, with the inequality that it breaks, unless the change is right for every
/// |x| < B. `what` names it.
void check_ring_change(const RingChange& change, const std::string& what);
/// The greatest kappa that values below 2^bound_bits leave in a ring.
[[nodiscard]] int greatest_kappa(const Ring& ring, int bound_bits);

}  // namespace fathom
