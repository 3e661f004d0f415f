#pragma once

#include "protocol/operations/secure_operation.hpp"

namespace fathom {

/// Shares of p = softmax(z), row by row, by one party that learns the scores of each row in an
/// order that it does not know: what a score belongs to stays hidden, and so do the labels.
///      z, p: (batch, classes), n elements
/// The sum over a row runs in the order that the party sees, so the result lies within one unit of
/// the last place of the encoded reading's.          [protocols.md, "Likelihoods in training"]
class HiddenSoftmax : public SecureOperation {
 public:
  HiddenSoftmax(const Ring& ring, Shape shape, int bits)
      : ring_(ring), shape_(shape), bits_(bits) {}

  [[nodiscard]] Operation operation() const final { return Operation::permute; }
  [[nodiscard]] std::vector<Shape> results() const final { return {shape_}; }
  [[nodiscard]] std::vector<Tensor> in_the_clear(const Local& local,
                                                 const std::vector<Tensor>& inputs) const final;
  /// Who learns the permuted scores.
  [[nodiscard]] virtual PartyId audience() const = 0;

 protected:
  /// Of moving every element to its place, or back.
  [[nodiscard]] Work moving_work() const;

  const Ring& ring_;
  Shape shape_;
  int bits_;
};

/// The one of the settings, `permuted` or `server`, for scores with `bits` fractional bits.
[[nodiscard]] std::shared_ptr<const HiddenSoftmax> hidden_softmax_operation(
    const Settings& settings, const Ring& ring, const Shape& shape, int bits);

}  // namespace fathom
