#pragma once

#include "protocol/operations/local_operation.hpp"
#include "protocol/operations/secure_operation.hpp"

namespace fathom {

/// Reveals a value to both servers or to server 0 alone. Whoever may not see it gets an empty
/// handle. Rounds 1; online n / n, or 0 / n when server 0 alone learns it (a one-way message, so
/// the servers' depths move apart). [seed, "Softmax and loss function"]
class RevealOperation final : public SecureOperation {
 public:
  RevealOperation(const Ring& ring, Shape shape, Likelihoods to)
      : ring_(ring), shape_(shape), to_(to) {}

  [[nodiscard]] Operation operation() const override { return Operation::reveal; }
  [[nodiscard]] std::vector<Shape> results() const override { return {shape_}; }
  [[nodiscard]] std::vector<Tensor> in_the_clear(const Local& local,
                                                 const std::vector<Tensor>& inputs) const override;
  [[nodiscard]] std::vector<Exchange> exchanges() const override;
  [[nodiscard]] Work work(int server) const override;
  [[nodiscard]] Task<Values> run(Party& me, RunContext context, Values inputs) const override;

  /// Who learns the value.
  [[nodiscard]] std::vector<PartyId> audience() const;

 private:
  [[nodiscard]] bool learns(PartyId server) const;
  const Ring& ring_;
  Shape shape_;
  Likelihoods to_;
};

/// p - y from revealed scores z and private labels y (one-hot rows), with p = softmax(z): server 0
/// takes p - y0, server 1 takes -y1. The gradient of the cross-entropy by the scores, not yet
/// divided by the batch. 0 rounds. Each row's maximum is subtracted before exponentiation.
[[nodiscard]] LocalOperationPtr softmax_gradient_operation(const Shape& scores,
                                                           int fractional_bits);

}  // namespace fathom
