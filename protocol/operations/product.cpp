#include "protocol/operations/product.hpp"

#include <utility>

#include "protocol/materials/delivery.hpp"
#include "protocol/materials/square_pair.hpp"
#include "protocol/materials/triple.hpp"

namespace fathom {

Product::Product(BilinearMapPtr map, const Ring& ring, Shape x, Shape y)
    : map_(std::move(map)), ring_(ring), x_(x), y_(y) {}

std::vector<Tensor> Product::in_the_clear(const Local& local,
                                          const std::vector<Tensor>& inputs) const {
  return {map_->apply(local, inputs[0], inputs[1])};
}

std::optional<Request> Product::request() const { return beaver_triple(map_, ring_, x_, y_); }

std::vector<Exchange> Product::exchanges() const {
  return {opening_of(ring_, x_.size() + y_.size())};
}

// Mask both, add the peer's half, evaluate the map twice, add two tensors to it; server 0 adds beta
// to b.
Work Product::work(int server) const {
  const std::size_t opened = x_.size() + y_.size();
  const std::size_t first = server == 0 ? y_.size() : 0;
  const Work once = map_->work(ring_, x_, y_);
  return work_of::elements(2 * opened + first + 2 * map_->result(x_, y_).size()) + once + once;
}

Task<Values> Product::run(Party& me, RunContext context, Values inputs) const {
  Strand& strand = co_await this_strand();
  const Local local(strand, me);
  const Tensor x = std::move(inputs[0].share);
  const Tensor y = std::move(inputs[1].share);
  inputs.clear();

  const MaterialShare triple =
      co_await take_material(me, *request(), context.tag, context.settings);
  const Tensor& a = triple.masks[0];
  const Tensor& b = triple.masks[1];
  const Tensor& c = triple.derived[0];

  std::vector<Tensor> masked{local.subtract(x, a), local.subtract(y, b)};
  const std::vector<Tensor> opened = co_await open(me, context.tag, std::move(masked));
  const Tensor& alpha = opened[0];
  const Tensor& beta = opened[1];

  const Tensor b_or_b_plus_beta = me.id() == kServer0 ? local.add(b, beta) : b;
  co_return Values{map_->add_two(local, c, {alpha, b_or_b_plus_beta}, {a, beta})};
}

std::vector<Tensor> Square::in_the_clear(const Local& local,
                                         const std::vector<Tensor>& inputs) const {
  return {local.multiply(inputs[0], inputs[0])};
}

std::optional<Request> Square::request() const { return square_pair(ring_, x_); }

std::vector<Exchange> Square::exchanges() const { return {opening_of(ring_, x_.size())}; }

// Mask, add the peer's half, double a, multiply, add a^2; server 0 adds alpha to 2 a.
Work Square::work(int server) const { return work_of::elements((server == 0 ? 6 : 5) * x_.size()); }

Task<Values> Square::run(Party& me, RunContext context, Values inputs) const {
  Strand& strand = co_await this_strand();
  const Local local(strand, me);
  const MaterialShare pair = co_await take_material(me, *request(), context.tag, context.settings);
  const Tensor& a = pair.masks[0];

  std::vector<Tensor> masked{local.subtract(inputs[0].share, a)};
  const std::vector<Tensor> opened = co_await open(me, context.tag, std::move(masked));
  const Tensor& alpha = opened[0];

  const Tensor twice_a = local.add(a, a);
  const Tensor factor = me.id() == kServer0 ? local.add(twice_a, alpha) : twice_a;
  co_return Values{local.add(local.multiply(alpha, factor), pair.derived[0])};
}

}  // namespace fathom
