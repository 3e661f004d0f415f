#pragma once

#include <memory>

#include "protocol/local.hpp"

namespace fathom {

/// A bilinear map z = x * y of two tensors: the element-wise product, a matrix product, a
/// convolution or one of its gradients. One Beaver path serves them all, because  (alpha + a) *
/// (beta + b) expands in the same way for each.
class BilinearMap {
 public:
  BilinearMap() = default;
  BilinearMap(const BilinearMap&) = delete;
  BilinearMap& operator=(const BilinearMap&) = delete;
  virtual ~BilinearMap() = default;

  [[nodiscard]] virtual Operation operation() const = 0;
  [[nodiscard]] virtual MaterialType material() const = 0;
  /// Shape of x * y. Throws InternalError when the shapes do not fit.
  [[nodiscard]] virtual Shape result(const Shape& x, const Shape& y) const = 0;
  /// Work of one evaluation.
  [[nodiscard]] virtual Work work(const Ring& ring, const Shape& x, const Shape& y) const = 0;
  [[nodiscard]] virtual Tensor apply(const Local& local, const Tensor& x,
                                     const Tensor& y) const = 0;
};

using BilinearMapPtr = std::shared_ptr<const BilinearMap>;

/// x y element by element, both of one shape. n element operations.
[[nodiscard]] BilinearMapPtr multiply_map();
/// Matrix product of x (m, k) and y (k, n), either read transposed. m k n multiply-adds.
[[nodiscard]] BilinearMapPtr matmul_map(Transpose x = Transpose::no, Transpose y = Transpose::no);

}  // namespace fathom
