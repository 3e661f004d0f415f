#pragma once

#include "protocol/materials/permutation.hpp"
#include "protocol/operations/hidden_softmax.hpp"

namespace fathom {

/// Softmax by server 0, in orders pi that only server 1 and the producer know. With a, b, a', b' at
/// server 0, and there = pi(a) - b and back = pi^-1(a') - b' at server 1:
///   server 0 sends z0 - a;  server 1 returns pi(z0 - a + z1) + there, which is pi(z) - b;
///   server 0 takes p = softmax(pi(z)) and sends p - a'; server 1's share of the result is
///   pi^-1(p - a') + back, server 0's is b'.
///
/// Rounds 3; online 2n / n; offline 4n / 3n, seeded 0 / 2n. Server 1 sees values masked by a and
/// a', which it does not know; server 0 sees pi(z) alone, since b is its own; pi is fresh for every
/// row of every step. Server 0 learns the set of a sample's scores, though not which is which.
class PermutedSoftmax final : public HiddenSoftmax {
 public:
  using HiddenSoftmax::HiddenSoftmax;

  [[nodiscard]] MaterialType material() const override { return MaterialType::permutation; }
  [[nodiscard]] PartyId audience() const override { return kServer0; }
  [[nodiscard]] std::optional<Request> request() const override {
    return permutation_material(ring_, shape_);
  }
  [[nodiscard]] std::vector<Exchange> exchanges() const override;
  [[nodiscard]] Work work(int server) const override;
  [[nodiscard]] Task<Values> run(Party& me, RunContext context, Values inputs) const override;

 private:
  [[nodiscard]] Task<Tensor> at_server0(Party& me, Tag tag, PermutationShare mine, Tensor z) const;
  [[nodiscard]] Task<Tensor> at_server1(Party& me, Tag tag, PermutationShare mine, Tensor z) const;
};

}  // namespace fathom
