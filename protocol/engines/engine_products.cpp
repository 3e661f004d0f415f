#include <cmath>
#include <utility>

#include "metrics/errors.hpp"
#include "protocol/engines/engine.hpp"
#include "protocol/operations/masked_product.hpp"
#include "protocol/operations/product.hpp"

namespace fathom {

Form Engine::form_of(const BilinearMap& map) const {
  switch (map.operation()) {
    case Operation::convolve:
      return settings_.convolution;
    case Operation::matmul:
      return settings_.dot;
    default:
      return settings_.multiply;
  }
}

Task<Secret> Engine::bilinear(BilinearMapPtr map, Secret x, Secret y, int drop) {
  const Form form = form_of(*map);
  if (form == Form::expanded || form == Form::scalar) {
    auto reduction = map->reduced(x.ring(), x.shape(), y.shape());
    if (reduction) return reduced_product(*std::move(reduction), std::move(x), std::move(y), drop);
  }
  if (form == Form::function || settings_.reuse != Reuse::none) {
    return masked_product(std::move(map), std::move(x), std::move(y), drop);
  }
  const int bits = x.fractional_bits() + y.fractional_bits();
  auto operation = std::make_shared<Product>(std::move(map), x.ring(), x.shape(), y.shape());
  std::vector<Secret> inputs{std::move(x), std::move(y)};
  return apply_truncated(std::move(operation), std::move(inputs), Scale{bits, drop});
}

Task<Secret> Engine::reduced_product(Reduction reduction, Secret x, Secret y, int drop) {
  const int x_bits = x.fractional_bits();
  const int y_bits = y.fractional_bits();
  std::vector<Secret> of_x{std::move(x)};
  Secret left = co_await local(reduction.x, std::move(of_x), x_bits, 0);
  std::vector<Secret> of_y{std::move(y)};
  Secret right = co_await local(reduction.y, std::move(of_y), y_bits, 0);
  std::vector<Secret> products(1);
  products[0] = co_await bilinear(reduction.product, std::move(left), std::move(right), 0);
  co_return co_await local(reduction.z, std::move(products), x_bits + y_bits, drop);
}

Task<Secret> Engine::masked_product(BilinearMapPtr map, Secret x, Secret y, int drop) {
  const bool function = form_of(*map) == Form::function;
  const Scale scale{x.fractional_bits() + y.fractional_bits(), drop};
  if (!function && settings_.reuse == Reuse::weights) {
    if (!x.slot()->is_kept()) x = x.masked_apart();
    if (!y.slot()->is_kept()) y = y.masked_apart();
  }
  std::vector<Secret> inputs{x, y};
  co_await mask(inputs);
  OperationPtr operation;
  if (function && settings_.truncation == Truncation::fused && drop > 0) {
    operation =
        std::make_shared<FusedProduct>(std::move(map), x.ring(), x.shape(), y.shape(), drop);
  } else {
    operation = std::make_shared<MaskedProduct>(std::move(map), x.ring(), x.shape(), y.shape());
  }
  co_return co_await apply_truncated(std::move(operation), std::move(inputs), scale);
}

Task<Secret> Engine::public_product(BilinearMapPtr map, Secret x, PublicTensor weights, int drop) {
  const int bits = fractional_bits();
  const int scale = x.fractional_bits() + bits;
  const Shape result = map->result(x.shape(), weights.shape);
  const Work work = map->work(x.ring(), x.shape(), weights.shape);
  const double limit = std::ldexp(1.0, settings_.integral_bits);
  auto operation = std::make_shared<LocalOperation>(
      map->operation(), result, std::array<Work, 2>{work, work},
      [map, weights, bits, limit](const Local& local, const std::vector<Tensor>& in) {
        const Tensor encoded =
            Tensor::encode(in[0].ring(), weights.shape, weights.values->data(), bits, limit);
        return map->apply(local, in[0], encoded);
      },
      LocalOperation::Kind::affine);
  std::vector<Secret> inputs{std::move(x)};
  return local(std::move(operation), std::move(inputs), scale, drop);
}

Task<Secret> Engine::multiply(Secret x, Secret y, int drop) {
  return bilinear(multiply_map(), std::move(x), std::move(y), drop);
}

Task<Secret> Engine::matmul(Secret x, Secret y, int drop, Transpose tx, Transpose ty) {
  return bilinear(matmul_map(tx, ty), std::move(x), std::move(y), drop);
}

// Where a product truncates by opening its result, a square does so too: it needs n elements of
// material less than the pair and a truncation.
Task<Secret> Engine::square(Secret x, int drop) {
  const Scale scale{2 * x.fractional_bits(), drop};
  const bool fused =
      settings_.multiply == Form::function && settings_.truncation == Truncation::fused && drop > 0;
  if (fused) co_return co_await masked_product(multiply_map(), x, x, drop);
  std::vector<Secret> inputs{std::move(x)};
  if (reuses_masks()) {
    std::vector<PlainPolynomial> squared{{{{1.0, {2}}}, scale.bits, scale.drop}};
    auto results = co_await polynomials(std::move(inputs), std::move(squared));
    co_return std::move(results.front());
  }
  auto operation = std::make_shared<Square>(inputs.front().ring(), inputs.front().shape());
  co_return co_await apply_truncated(std::move(operation), std::move(inputs), scale);
}

}  // namespace fathom
