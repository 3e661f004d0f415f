#include "nn/losses/cross_entropy.hpp"

#include <utility>

namespace fathom {

Task<Secret> SoftmaxCrossEntropy::gradient(Engine& engine, Secret scores, Secret labels) const {
  const Likelihoods seen = engine.settings().likelihoods;
  if (seen == Likelihoods::permuted || seen == Likelihoods::server) {
    return from_hidden(engine, std::move(scores), std::move(labels));
  }
  return from_revealed(engine, std::move(scores), std::move(labels));
}

Task<Secret> SoftmaxCrossEntropy::from_revealed(Engine& engine, Secret scores,
                                                Secret labels) const {
  Strand& strand = co_await this_strand();
  Public opened;
  {
    const LabelScope scope(strand, reveal_, Pass::forward);
    opened = co_await engine.reveal(std::move(scores), "likelihoods");
  }
  const LabelScope scope(strand, softmax_, Pass::backward);
  co_return co_await engine.softmax_gradient(std::move(opened), std::move(labels));
}

Task<Secret> SoftmaxCrossEntropy::from_hidden(Engine& engine, Secret scores, Secret labels) const {
  Strand& strand = co_await this_strand();
  Secret likelihoods;
  {
    const LabelScope scope(strand, reveal_, Pass::forward);
    likelihoods = co_await engine.hidden_softmax(std::move(scores), "permuted likelihoods");
  }
  const LabelScope scope(strand, softmax_, Pass::backward);
  co_return co_await engine.subtract(std::move(likelihoods), std::move(labels));
}

}  // namespace fathom
