#include "protocol/operations/scalar_products.hpp"

#include <cstring>

#include "protocol/kernels/parallel.hpp"
#include "protocol/kernels/tensor_ranges.hpp"
#include "protocol/made.hpp"
#include "protocol/operations/local_operation.hpp"

namespace fathom {
namespace {

LocalOperationPtr moving(const Shape& result, const std::function<Tensor(const Tensor&)>& move) {
  const Work work = work_of::elements(result.size());
  return std::make_shared<LocalOperation>(
      Operation::expand, result, std::array<Work, 2>{work, work},
      [move](const Local& local, const std::vector<Tensor>& in) {
        Tensor out = move(in[0]);
        local.element_operations(out.ring(), out.size());
        return out;
      },
      LocalOperation::Kind::affine);
}

/// Row `row_of(i)` of a, k elements long, for each of `count` rows of the result.
template <class RowOf>
Tensor repeated(const Tensor& a, const Shape& result, std::size_t count, RowOf row_of) {
  return made(a.ring(), result, std::array{a}, [count, row_of](const auto& in, Tensor& out) {
    const std::size_t k = out.shape()[2];
    const std::size_t bytes = k * out.ring().element_bytes;
    parallel_for(count, row_grain(k), [&](std::size_t first, std::size_t last) {
      for (std::size_t i = first; i < last; ++i) {
        std::memcpy(at(out, i * k), at(in[0], row_of(i) * k), bytes);
      }
    });
  });
}

/// (m, n, k) to (m, n): sums over the last axis.
Tensor sum_last(const Tensor& a) {
  const Shape matrix{a.shape()[0] * a.shape()[1], a.shape()[2]};
  return sum_rows(transpose(a.reshaped(matrix))).reshaped(Shape{a.shape()[0], a.shape()[1]});
}

}  // namespace

Reduction scalar_products(const Shape& x, Transpose tx, const Shape& y, Transpose ty) {
  const std::size_t m = x[tx == Transpose::no ? 0 : 1];
  const std::size_t k = x[tx == Transpose::no ? 1 : 0];
  const std::size_t n = y[ty == Transpose::no ? 1 : 0];
  const Shape all{m, n, k};
  Reduction reduction;
  reduction.x = moving(all, [=](const Tensor& a) {
    const Tensor rows = tx == Transpose::no ? a : transpose(a);
    return repeated(rows, all, m * n, [n](std::size_t i) { return i / n; });
  });
  reduction.y = moving(all, [=](const Tensor& b) {
    const Tensor rows = ty == Transpose::yes ? b : transpose(b);
    return repeated(rows, all, m * n, [n](std::size_t i) { return i % n; });
  });
  reduction.product = multiply_map();
  const Work adding = work_of::elements(all.size());
  reduction.z = std::make_shared<LocalOperation>(
      Operation::sum, Shape{m, n}, std::array<Work, 2>{adding, adding},
      [](const Local& local, const std::vector<Tensor>& in) {
        local.element_operations(in[0].ring(), in[0].size());
        return sum_last(in[0]);
      },
      LocalOperation::Kind::affine);
  return reduction;
}

}  // namespace fathom
