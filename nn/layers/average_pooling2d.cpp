#include "nn/layers/average_pooling2d.hpp"

#include <utility>

#include "nn/layers/pooled_shape.hpp"
#include "protocol/operations/local_operation.hpp"
#include "protocol/rings/public_number.hpp"

namespace fathom {
namespace {

constexpr int kDivisorBits = 12;

LocalOperationPtr pool_operation(const Windows& windows, const Shape& result, bool forward) {
  const Work work = work_of::elements(windows.images.size());
  return std::make_shared<LocalOperation>(
      Operation::pool, result, std::array<Work, 2>{work, work},
      [windows, forward](const Local& local, const std::vector<Tensor>& in) {
        local.element_operations(in[0].ring(), windows.images.size());
        return forward ? sum_windows(in[0], windows) : spread_windows(in[0], windows);
      },
      LocalOperation::Kind::affine);
}

}  // namespace

AveragePooling2D::AveragePooling2D(std::size_t pool_size, std::string name)
    : Layer(std::move(name)), pool_size_(pool_size) {}

Shape AveragePooling2D::build(const Shape& input) {
  return pooled_shape(name(), input, pool_size_);
}

Task<Secret> AveragePooling2D::forward(Engine& engine, Secret x, Pass pass) {
  const LabelScope scope(co_await this_strand(), id(), pass);
  windows_ = Windows::valid(x.shape(), pool_size_, pool_size_, pool_size_);
  const Shape result{x.shape()[0], windows_.out_height, windows_.out_width, x.shape()[3]};
  const int bits = x.fractional_bits();
  std::vector<Secret> inputs{std::move(x)};
  Secret sum =
      co_await engine.local(pool_operation(windows_, result, true), std::move(inputs), bits, 0);
  const double share = 1.0 / static_cast<double>(pool_size_ * pool_size_);
  co_return co_await engine.scale(std::move(sum), encode_public_significant(share, kDivisorBits));
}

Task<Secret> AveragePooling2D::backward(Engine& engine, Secret dy, bool needs_dx) {
  const LabelScope scope(co_await this_strand(), id(), Pass::backward);
  if (!needs_dx) co_return Secret();
  const int bits = dy.fractional_bits();
  std::vector<Secret> inputs{std::move(dy)};
  Secret spread = co_await engine.local(pool_operation(windows_, windows_.images, false),
                                        std::move(inputs), bits, 0);
  const double share = 1.0 / static_cast<double>(pool_size_ * pool_size_);
  co_return co_await engine.scale(std::move(spread),
                                  encode_public_significant(share, kDivisorBits));
}

}  // namespace fathom
