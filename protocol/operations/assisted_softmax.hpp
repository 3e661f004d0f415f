#pragma once

#include "protocol/operations/hidden_softmax.hpp"

namespace fathom {

/// Softmax by a third server, the likelihood server, in orders that the two servers draw from the
/// generator that they share, each of its streams once, and that it does not know. Both servers
/// send their shares of the permuted scores; it adds them, takes p = softmax, and shares p as an
/// input provider would: server 0 gets a fresh key of 16 bytes that expands to r, server 1 gets p -
/// r. The servers put both back into their own order.
///
/// Rounds 2; online n / n to the likelihood server, 16 bytes and n back; no material. The
/// likelihood server learns the set of a sample's scores, though not which is which; the servers
/// learn nothing.
class AssistedSoftmax final : public HiddenSoftmax {
 public:
  using HiddenSoftmax::HiddenSoftmax;

  [[nodiscard]] PartyId audience() const override { return kLikelihood; }
  [[nodiscard]] std::vector<Exchange> exchanges() const override;
  [[nodiscard]] Work work(int server) const override;
  [[nodiscard]] Task<Values> run(Party& me, RunContext context, Values inputs) const override;
  [[nodiscard]] Task<Done> assist(Party& me, RunContext context) const override;
  [[nodiscard]] Work assist_work() const override;

 private:
  /// This server's share of the permuted likelihoods.
  [[nodiscard]] Task<Tensor> returned(Party& me, Tag tag) const;
};

}  // namespace fathom
