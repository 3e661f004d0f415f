#include "protocol/operations/hidden_softmax.hpp"

#include "metrics/errors.hpp"
#include "protocol/operations/assisted_softmax.hpp"
#include "protocol/operations/permuted_softmax.hpp"
#include "protocol/operations/softmax.hpp"

namespace fathom {

std::vector<Tensor> HiddenSoftmax::in_the_clear(const Local& local,
                                                const std::vector<Tensor>& inputs) const {
  return {softmax(local, inputs[0], bits_)};
}

Work HiddenSoftmax::moving_work() const {
  return work_of::memory(shape_.size() * ring_.element_bytes);
}

std::shared_ptr<const HiddenSoftmax> hidden_softmax_operation(const Settings& settings,
                                                              const Ring& ring, const Shape& shape,
                                                              int bits) {
  if (settings.likelihoods == Likelihoods::permuted) {
    return std::make_shared<PermutedSoftmax>(ring, shape, bits);
  }
  ensure(settings.likelihoods == Likelihoods::server, "nobody takes a softmax of hidden scores");
  return std::make_shared<AssistedSoftmax>(ring, shape, bits);
}

}  // namespace fathom
