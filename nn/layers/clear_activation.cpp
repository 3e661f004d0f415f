#include "nn/layers/clear_activation.hpp"

#include <utility>

#include "nn/clear_operation.hpp"
#include "protocol/kernels/parallel.hpp"
#include "protocol/kernels/tensor_ranges.hpp"

namespace fathom {
namespace {

LocalOperationPtr value_operation(const ClearFunction& function, const Shape& shape) {
  const auto body = [kernel = function.value](const Local& /*local*/,
                                              const std::vector<Tensor>& in) {
    Tensor y(reals(), in[0].shape());
    parallel_for(y.size(), kElementGrain, [&](std::size_t first, std::size_t last) {
      kernel(doubles(in[0]) + first, doubles(y) + first, last - first);
    });
    return y;
  };
  return clear_operation(shape, function.refusal, body);
}

LocalOperationPtr gradient_operation(const ClearFunction& function, const Shape& shape) {
  const auto body = [kernel = function.gradient](const Local& /*local*/,
                                                 const std::vector<Tensor>& in) {
    Tensor dx(reals(), in[0].shape());
    parallel_for(dx.size(), kElementGrain, [&](std::size_t first, std::size_t last) {
      kernel(doubles(in[0]) + first, doubles(in[1]) + first, doubles(dx) + first, last - first);
    });
    return dx;
  };
  return clear_operation(shape, function.refusal, body);
}

}  // namespace

Task<Secret> ClearActivation::forward(Engine& engine, Secret x, Pass pass) {
  const LabelScope scope(co_await this_strand(), id(), pass);
  LocalOperationPtr operation = value_operation(function_, x.shape());
  const int bits = x.fractional_bits();
  std::vector<Secret> inputs{std::move(x)};
  Secret y = co_await engine.local(std::move(operation), std::move(inputs), bits, 0);
  if (pass == Pass::forward) y_ = y;
  co_return y;
}

Task<Secret> ClearActivation::backward(Engine& engine, Secret dy, bool needs_dx) {
  const LabelScope scope(co_await this_strand(), id(), Pass::backward);
  Secret y = std::exchange(y_, Secret());
  if (!needs_dx) co_return Secret();
  LocalOperationPtr operation = gradient_operation(function_, y.shape());
  const int bits = dy.fractional_bits();
  std::vector<Secret> inputs{std::move(y), std::move(dy)};
  co_return co_await engine.local(std::move(operation), std::move(inputs), bits, 0);
}

}  // namespace fathom
