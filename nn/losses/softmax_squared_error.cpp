#include "nn/losses/softmax_squared_error.hpp"

#include <utility>

#include "nn/clear_operation.hpp"
#include "protocol/operations/softmax.hpp"

namespace fathom {
namespace {

constexpr const char* kRefusal =
    "the squared error of softmax likelihoods is for training in the clear: on shares take "
    "cross_entropy, or squared_error of sigmoids";

// From p, y and dz of one sample.
void row_gradient(const double* p, const double* y, double* dz, std::size_t classes) {
  double mean = 0;
  for (std::size_t k = 0; k < classes; ++k) mean += p[k] * (p[k] - y[k]);
  for (std::size_t k = 0; k < classes; ++k) {
    dz[k] = 2.0 / static_cast<double>(classes) * p[k] * (p[k] - y[k] - mean);
  }
}

}  // namespace

Task<Secret> SoftmaxSquaredError::gradient(Engine& engine, Secret scores, Secret labels) const {
  const LabelScope scope(co_await this_strand(), id_, Pass::backward);
  const Shape shape = scores.shape();
  const int bits = labels.fractional_bits();
  auto operation =
      clear_operation(shape, kRefusal, [](const Local& local, const std::vector<Tensor>& in) {
        const Tensor likelihoods = softmax(local, in[0], 0);
        const std::size_t classes = in[0].shape().row_size();
        Tensor dz(reals(), in[0].shape());
        for (std::size_t at = 0; at < dz.size(); at += classes) {
          row_gradient(doubles(likelihoods) + at, doubles(in[1]) + at, doubles(dz) + at, classes);
        }
        return dz;
      });
  std::vector<Secret> inputs{std::move(scores), std::move(labels)};
  co_return co_await engine.local(std::move(operation), std::move(inputs), bits, 0);
}

}  // namespace fathom
