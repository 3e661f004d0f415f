#include "protocol/operations/mask.hpp"

#include <utility>

#include "protocol/materials/delivery.hpp"
#include "protocol/materials/masks.hpp"

namespace fathom {

std::size_t MaskOperation::elements() const {
  std::size_t sum = 0;
  for (const Shape& shape : shapes_) sum += shape.size();
  return sum;
}

std::vector<Tensor> MaskOperation::in_the_clear(const Local& /*local*/,
                                                const std::vector<Tensor>& inputs) const {
  return inputs;
}

std::optional<Request> MaskOperation::request() const { return masks(ring_, shapes_, rows_); }

std::vector<Exchange> MaskOperation::exchanges() const { return {opening_of(ring_, elements())}; }

// Subtract the mask, add the peer's half.
Work MaskOperation::work(int /*server*/) const { return work_of::elements(2 * elements()); }

std::vector<Tensor> MaskOperation::result_masks(const Local& /*local*/,
                                                const std::vector<Tensor>& /*masks*/,
                                                const ProducedMaterial& made) const {
  return made.masks;
}

Task<Values> MaskOperation::run(Party& me, RunContext context, Values inputs) const {
  Strand& strand = co_await this_strand();
  const Local local(strand, me);
  const MaterialShare material =
      co_await take_material(me, *request(), context.tag, context.settings);
  std::vector<Tensor> masked;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    masked.push_back(local.subtract(inputs[i].share, material.masks[i]));
  }
  const std::vector<Tensor> opened = co_await open(me, context.tag, std::move(masked));
  Values results;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    results.emplace_back(inputs[i].share, opened[i], material.masks[i]);
  }
  co_return results;
}

std::vector<Tensor> DerivedMask::in_the_clear(const Local& /*local*/,
                                              const std::vector<Tensor>& /*inputs*/) const {
  return {Tensor{}};
}

// Openings at both servers alike, constants included; masks without them.
Work DerivedMask::work(int /*server*/) const { return map_->work(0) + map_->work(1); }

std::vector<Tensor> DerivedMask::result_masks(const Local& local, const std::vector<Tensor>& masks,
                                              const ProducedMaterial& /*made*/) const {
  return {map_->apply(local.without_constants(), masks)};
}

Task<Values> DerivedMask::run(Party& me, RunContext /*context*/, Values inputs) const {
  Strand& strand = co_await this_strand();
  const Local local(strand, me);
  std::vector<Tensor> openings;
  std::vector<Tensor> masks;
  for (Value& input : inputs) {
    openings.push_back(std::move(input.opening));
    masks.push_back(std::move(input.mask));
  }
  Values results;
  results.emplace_back(Tensor{}, map_->apply(local.with_constants(), openings),
                       map_->apply(local.without_constants(), masks));
  co_return results;
}

}  // namespace fathom
