#include <utility>

#include "metrics/errors.hpp"
#include "protocol/engines/engine.hpp"
#include "protocol/operations/mask.hpp"
#include "protocol/operations/masked_product.hpp"
#include "protocol/operations/product.hpp"

namespace fathom {

// Whatever is masked already, or being masked by another strand, is not masked again.
Task<Done> Engine::mask(std::vector<Secret> values) {
  Strand& strand = co_await this_strand();
  std::vector<Secret> fresh;
  std::vector<Shape> shapes;
  std::vector<Scale> scales;
  for (const Secret& value : values) {
    if (value.size() == 0 || !value.slot()->is_open()) continue;
    value.slot()->claim();
    if (value.slot()->derivation().map) {
      co_await derive_mask(value.slot(), value.ring());
      continue;
    }
    fresh.push_back(value);
    shapes.push_back(value.shape());
    scales.push_back({value.fractional_bits(), 0});
  }
  if (!fresh.empty()) {
    auto operation = std::make_shared<MaskOperation>(fresh.front().ring(), std::move(shapes));
    const auto masked = co_await apply(std::move(operation), fresh, std::move(scales));
    for (std::size_t i = 0; i < fresh.size(); ++i) {
      const MaskSlot& done = *masked[i].slot();
      fresh[i].slot()->fill(strand, done.opening(), done.mask());
    }
  }
  for (const Secret& value : values) {
    if (value.size() > 0) co_await value.slot()->filled();
  }
  co_return Done{};
}

Task<Done> Engine::derive_mask(MaskSlotPtr slot, const Ring& ring) {
  Strand& strand = co_await this_strand();
  const MaskSlot::Derivation derivation = slot->derivation();
  std::vector<Secret> sources;
  for (const auto& [source, shape] : derivation.sources) {
    Secret masked(shape, ring, 0, source->owner(), Tensor{});
    masked.slot_ = source;
    sources.push_back(std::move(masked));
    co_await source->filled();
  }
  std::vector<Scale> scales(1);
  const auto derived = co_await apply(std::make_shared<DerivedMask>(derivation.map),
                                      std::move(sources), std::move(scales));
  const MaskSlot& done = *derived.front().slot();
  slot->fill(strand, done.opening(), done.mask());
  co_return Done{};
}

Task<Done> Engine::hold_masked(std::vector<Secret> values) {
  const bool held = settings_.dot == Form::function || settings_.multiply == Form::function ||
                    settings_.convolution == Form::function;
  if (held) co_await mask(std::move(values));
  co_return Done{};
}

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
