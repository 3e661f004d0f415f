#include "protocol/materials/delivery.hpp"

#include <utility>

namespace fathom {
namespace {

std::vector<Shape> all_shapes(const Request& request) {
  std::vector<Shape> shapes = request.masks;
  shapes.insert(shapes.end(), request.derived.begin(), request.derived.end());
  return shapes;
}

// Part `i` of a material's tag is its i-th tensor, masks first.
std::vector<Tensor> draw(const Local& local, const Generator& generator, const Request& request,
                         const std::vector<Shape>& shapes, Tag tag, std::size_t first_part) {
  std::vector<Tensor> tensors;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    tensors.push_back(local.uniform(generator, *request.ring, shapes[i], tag,
                                    static_cast<std::uint8_t>(first_part + i)));
  }
  return tensors;
}

std::vector<Tensor> sum_of(const Local& local, const std::vector<Tensor>& a,
                           const std::vector<Tensor>& b) {
  std::vector<Tensor> sums;
  for (std::size_t i = 0; i < a.size(); ++i) sums.push_back(local.add(a[i], b[i]));
  return sums;
}

std::vector<Tensor> concatenated(std::vector<Tensor> a, const std::vector<Tensor>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

MaterialShare split(std::vector<Tensor> tensors, std::size_t masks) {
  const auto border = tensors.begin() + static_cast<std::ptrdiff_t>(masks);
  return {std::vector<Tensor>(tensors.begin(), border), std::vector<Tensor>(border, tensors.end())};
}

std::size_t total(const std::vector<Shape>& shapes) {
  std::size_t sum = 0;
  for (const Shape& shape : shapes) sum += shape.size();
  return sum;
}

}  // namespace

std::size_t Request::mask_elements() const { return total(masks); }
std::size_t Request::derived_elements() const { return total(derived); }

Label offline(Label label, Operation operation) {
  label.phase = Phase::offline;
  label.operation = operation;
  return label;
}

DeliveryCost delivery_cost(const Request& request, Delivery delivery) {
  const auto masks = request.mask_elements();
  const auto derived = request.derived_elements();
  const auto both = static_cast<std::int64_t>(masks + derived);
  DeliveryCost cost;
  cost.producer = work_of::generator(*request.ring, 2 * masks + derived) +
                  work_of::elements(masks + derived) + request.relation_work;
  if (delivery == Delivery::full) {
    cost.elements = {both, both};
    cost.credit = {both > 0, both > 0};
  } else {
    cost.elements = {0, static_cast<std::int64_t>(derived)};
    cost.credit = {false, derived > 0};
    cost.server[0] = work_of::generator(*request.ring, masks + derived);
    cost.server[1] = work_of::generator(*request.ring, masks);
  }
  return cost;
}

void produce(Party& producer, Strand& strand, const Request& request, Tag tag, Delivery delivery) {
  const Local local(strand, producer);
  const Generator& to0 = producer.generator(kServer0);
  const Generator& to1 = producer.generator(kServer1);
  const auto masks0 = draw(local, to0, request, request.masks, tag, 0);
  const auto masks1 = draw(local, to1, request, request.masks, tag, 0);
  const auto derived0 = draw(local, to0, request, request.derived, tag, request.masks.size());
  const auto derived = request.relation(local, sum_of(local, masks0, masks1));
  std::vector<Tensor> derived1;
  for (std::size_t i = 0; i < derived.size(); ++i) {
    derived1.push_back(local.subtract(derived[i], derived0[i]));
  }
  if (delivery == Delivery::full) {
    producer.send(strand, kServer0, MessageKind::material, tag, concatenated(masks0, derived0));
    producer.send(strand, kServer1, MessageKind::material, tag, concatenated(masks1, derived1));
  } else {
    producer.send(strand, kServer1, MessageKind::material, tag, derived1);
  }
}

Task<MaterialShare> take_material(Party& server, Request request, Tag tag, Delivery delivery,
                                  bool credits) {
  Strand& strand = co_await this_strand();
  const LabelScope scope(strand);
  strand.label = offline(strand.label, strand.label.operation);
  const Local local(strand, server);
  const int which = server.id() == kServer0 ? 0 : 1;
  const std::int64_t sent =
      delivery_cost(request, delivery).elements[static_cast<std::size_t>(which)];
  MaterialShare share;
  std::vector<Tensor> received;
  if (sent > 0) {
    const Expected expected{MessageKind::material, request.ring->id, sent};
    const auto parts = co_await server.receive(kProducer, tag, expected);
    const auto shapes = delivery == Delivery::full ? all_shapes(request) : request.derived;
    received = unpack(*request.ring, parts, shapes);
    if (credits) {
      const LabelScope credit(strand, Operation::credit);
      server.send_credit(strand, kProducer, tag);
    }
  }
  if (delivery == Delivery::full) co_return split(std::move(received), request.masks.size());
  const Generator& generator = server.generator(kProducer);
  share.masks = draw(local, generator, request, request.masks, tag, 0);
  share.derived = which == 1
                      ? received
                      : draw(local, generator, request, request.derived, tag, request.masks.size());
  co_return share;
}

}  // namespace fathom
