#pragma once

#include <memory>
#include <optional>

#include "protocol/local.hpp"

namespace fathom {

class BilinearMap;
class LocalOperation;
using BilinearMapPtr = std::shared_ptr<const BilinearMap>;

/// A bilinear map written as a simpler one of expanded operands: z = Z(X(x) * Y(y)) with linear
/// maps X, Y, Z that need no communication. Each element of X(x) and Y(y) is then masked anew.
struct Reduction {
  std::shared_ptr<const LocalOperation> x, y;
  BilinearMapPtr product;
  std::shared_ptr<const LocalOperation> z;
};

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
  /// sum + x0 * y0 + x1 * y1, charged as two evaluations and two additions.
  [[nodiscard]] virtual Tensor add_two(const Local& local, const Tensor& sum, const Factors& first,
                                       const Factors& second) const;
  /// A matrix product as scalar products, a convolution as a matrix product of its expanded images.
  [[nodiscard]] virtual std::optional<Reduction> reduced(const Ring& ring, const Shape& x,
                                                         const Shape& y) const;
};

/// x y element by element, both of one shape. n element operations.
[[nodiscard]] BilinearMapPtr multiply_map();
/// Matrix product of x (m, k) and y (k, n), either read transposed. m k n multiply-adds.
[[nodiscard]] BilinearMapPtr matmul_map(Transpose x = Transpose::no, Transpose y = Transpose::no);

}  // namespace fathom
