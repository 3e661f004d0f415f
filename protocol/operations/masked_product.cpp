#include "protocol/operations/masked_product.hpp"

#include <utility>

#include "protocol/materials/delivery.hpp"
#include "protocol/materials/masked_product.hpp"

namespace fathom {
namespace {

/// alpha * (b + is_first beta) + a * beta + c, of a server's shares of a, b and c.
Tensor recombined(const Local& local, const BilinearMap& map, const Value& x, const Value& y,
                  const Tensor& c) {
  const Tensor b = local.adds_constants() ? local.add(y.mask, y.opening) : y.mask;
  return map.add_two(local, c, {x.opening, b}, {x.mask, y.opening});
}

Work recombination_work(const BilinearMap& map, const Ring& ring, const Shape& x, const Shape& y,
                        int server) {
  const Work once = map.work(ring, x, y);
  const std::size_t first = server == 0 ? y.size() : 0;
  return once + once + work_of::elements(first + 2 * map.result(x, y).size());
}

}  // namespace

std::vector<Tensor> MaskedProduct::in_the_clear(const Local& local,
                                                const std::vector<Tensor>& inputs) const {
  return {map_->apply(local, inputs[0], inputs[1])};
}

std::optional<Request> MaskedProduct::request() const {
  return masked_product_material(map_, ring_, x_, y_);
}

Work MaskedProduct::work(int server) const {
  return recombination_work(*map_, ring_, x_, y_, server);
}

Task<Values> MaskedProduct::run(Party& me, RunContext context, Values inputs) const {
  Strand& strand = co_await this_strand();
  const MaterialShare material =
      co_await take_material(me, *request(), context.tag, context.settings);
  co_return Values{recombined(Local(strand, me), *map_, inputs[0], inputs[1], material.derived[0])};
}

std::vector<Tensor> FusedProduct::in_the_clear(const Local& local,
                                               const std::vector<Tensor>& inputs) const {
  return {local.drop_bits(map_->apply(local, inputs[0], inputs[1]), bits_)};
}

std::optional<Request> FusedProduct::request() const {
  return fused_product_material(map_, ring_, x_, y_, bits_);
}

std::vector<Exchange> FusedProduct::exchanges() const {
  return {opening_of(ring_, map_->result(x_, y_).size())};
}

// Recombine, add the peer's half, shift; server 0 adds the opening to its share.
Work FusedProduct::work(int server) const {
  const std::size_t n = map_->result(x_, y_).size();
  return recombination_work(*map_, ring_, x_, y_, server) +
         work_of::elements((server == 0 ? 3 : 2) * n);
}

std::vector<Tensor> FusedProduct::result_masks(const Local& /*local*/,
                                               const std::vector<Tensor>& /*masks*/,
                                               const ProducedMaterial& made) const {
  return {made.derived[0]};
}

Task<Values> FusedProduct::run(Party& me, RunContext context, Values inputs) const {
  Strand& strand = co_await this_strand();
  const Local local(strand, me);
  const MaterialShare material =
      co_await take_material(me, *request(), context.tag, context.settings);
  const Tensor& s = material.masks[0];

  std::vector<Tensor> masked{recombined(local, *map_, inputs[0], inputs[1], s)};
  inputs.clear();
  const std::vector<Tensor> v = co_await open(me, context.tag, std::move(masked));
  const Tensor opening = local.floor_shift(v[0], bits_);
  co_return Values(1, local.masked_value(opening, material.derived[0]));
}

}  // namespace fathom
