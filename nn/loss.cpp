#include "nn/loss.hpp"

#include <utility>

namespace fathom {

Task<Secret> SoftmaxCrossEntropy::gradient(Engine& engine, Secret scores, Secret labels) const {
  Strand& strand = co_await this_strand();
  Public opened;
  {
    const LabelScope scope(strand, reveal_, Pass::forward);
    opened = co_await engine.reveal(std::move(scores), "likelihoods");
  }
  const LabelScope scope(strand, softmax_, Pass::backward);
  co_return co_await engine.softmax_gradient(std::move(opened), std::move(labels));
}

}  // namespace fathom
