#include "protocol/operations/bilinear_map.hpp"

#include "metrics/errors.hpp"
#include "protocol/operations/scalar_products.hpp"

namespace fathom {
namespace {

class MultiplyMap final : public BilinearMap {
 public:
  [[nodiscard]] Operation operation() const override { return Operation::multiply; }
  [[nodiscard]] MaterialType material() const override { return MaterialType::multiplication; }
  [[nodiscard]] Shape result(const Shape& x, const Shape& y) const override {
    ensure(x == y, "an element-wise product takes two tensors of one shape");
    return x;
  }
  [[nodiscard]] Work work(const Ring& /*ring*/, const Shape& x, const Shape& /*y*/) const override {
    return work_of::elements(x.size());
  }
  [[nodiscard]] Tensor apply(const Local& local, const Tensor& x, const Tensor& y) const override {
    return local.multiply(x, y);
  }
};

class MatmulMap final : public BilinearMap {
 public:
  MatmulMap(Transpose x, Transpose y) : x_(x), y_(y) {}

  [[nodiscard]] Operation operation() const override { return Operation::matmul; }
  [[nodiscard]] MaterialType material() const override { return MaterialType::dot; }
  [[nodiscard]] Shape result(const Shape& x, const Shape& y) const override {
    ensure(x.rank() == 2 && y.rank() == 2 && inner(x) == y[y_ == Transpose::no ? 0 : 1],
           "a matrix product takes (m, k) and (k, n)");
    return Shape{x[x_ == Transpose::no ? 0 : 1], y[y_ == Transpose::no ? 1 : 0]};
  }
  [[nodiscard]] Work work(const Ring& /*ring*/, const Shape& x, const Shape& y) const override {
    return work_of::products(result(x, y).size() * inner(x));
  }
  [[nodiscard]] Tensor apply(const Local& local, const Tensor& x, const Tensor& y) const override {
    return local.matmul(x, x_, y, y_);
  }

  [[nodiscard]] Tensor add_two(const Local& local, const Tensor& sum, const Factors& first,
                               const Factors& second) const override {
    return local.add_products(sum, first, second, x_, y_);
  }
  [[nodiscard]] std::optional<Reduction> reduced(const Ring& /*ring*/, const Shape& x,
                                                 const Shape& y) const override {
    return scalar_products(x, x_, y, y_);
  }

 private:
  [[nodiscard]] std::size_t inner(const Shape& x) const { return x[x_ == Transpose::no ? 1 : 0]; }
  Transpose x_;
  Transpose y_;
};

}  // namespace

Tensor BilinearMap::add_two(const Local& local, const Tensor& sum, const Factors& first,
                            const Factors& second) const {
  const Tensor left = apply(local, first.a, first.b);
  const Tensor right = apply(local, second.a, second.b);
  return local.add(local.add(left, right), sum);
}

std::optional<Reduction> BilinearMap::reduced(const Ring& /*ring*/, const Shape& /*x*/,
                                              const Shape& /*y*/) const {
  return std::nullopt;
}

BilinearMapPtr multiply_map() {
  static const BilinearMapPtr map = std::make_shared<MultiplyMap>();
  return map;
}

BilinearMapPtr matmul_map(Transpose x, Transpose y) { return std::make_shared<MatmulMap>(x, y); }

}  // namespace fathom
