#include "protocol/materials/delivery.hpp"

#include <utility>

#include "protocol/materials/permutation.hpp"

namespace fathom {
namespace {

std::vector<Shape> all_shapes(const Request& request) {
  std::vector<Shape> shapes = request.masks;
  shapes.insert(shapes.end(), request.derived.begin(), request.derived.end());
  return shapes;
}

std::vector<Tensor> sum_of(const Local& local, const std::vector<Tensor>& a,
                           const std::vector<Tensor>& b) {
  std::vector<Tensor> sums;
  for (std::size_t i = 0; i < a.size(); ++i) sums.push_back(local.add(a[i], b[i]));
  return sums;
}

std::vector<Tensor> joined(std::vector<Tensor> a, const std::vector<Tensor>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

MaterialShare split(std::vector<Tensor> tensors, std::size_t masks) {
  const auto border = tensors.begin() + static_cast<std::ptrdiff_t>(masks);
  return {std::vector<Tensor>(tensors.begin(), border), std::vector<Tensor>(border, tensors.end())};
}

/// How the rows of a part are drawn, where each has a name of its own.
std::vector<RowStream> rows_of(const Request& request, std::size_t part,
                               const Generator& generator) {
  std::vector<RowStream> rows;
  if (part >= request.mask_rows.size()) return rows;
  for (const Tag row : request.mask_rows[part]) rows.push_back({&generator, row});
  return rows;
}

/// The masks a = a0 + a1, given one server's: the other's need not be kept.
std::vector<Tensor> completed_masks(const Local& local, const Request& request,
                                    const std::vector<Tensor>& masks, const Generator& generator,
                                    Tag tag) {
  std::vector<Tensor> sums;
  for (std::size_t i = 0; i < masks.size(); ++i) {
    const std::vector<RowStream> rows = rows_of(request, i, generator);
    const auto part = static_cast<std::uint8_t>(i);
    sums.push_back(rows.empty() ? local.add_uniform(masks[i], generator, tag, part)
                                : local.add(masks[i], local.uniform_rows(*request.ring,
                                                                         masks[i].shape(), rows)));
  }
  return sums;
}

std::size_t total(const std::vector<Shape>& shapes) {
  std::size_t sum = 0;
  for (const Shape& shape : shapes) sum += shape.size();
  return sum;
}

}  // namespace

// Part `i` of a material's tag is its i-th tensor, masks first; masks of rows are drawn row by row,
// wherever in the material they stand.
std::vector<Tensor> draw_shares(const Local& local, const Generator& generator,
                                const Request& request, const std::vector<Shape>& shapes, Tag tag,
                                std::size_t first_part) {
  std::vector<Tensor> tensors;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const std::size_t part = first_part + i;
    const std::vector<RowStream> rows = rows_of(request, part, generator);
    tensors.push_back(rows.empty() ? local.uniform(generator, *request.ring, shapes[i], tag,
                                                   static_cast<std::uint8_t>(part))
                                   : local.uniform_rows(*request.ring, shapes[i], rows));
  }
  return tensors;
}

std::size_t Request::mask_elements() const { return total(masks); }
std::size_t Request::derived_elements() const { return total(derived); }

Label offline(Label label, Operation operation) {
  label.phase = Phase::offline;
  label.operation = operation;
  return label;
}

int corrected_server(const Settings& settings, const Label& label) {
  return settings.corrections == Corrections::alternating && label.step % 2 == 0 ? 0 : 1;
}

DeliveryCost delivery_cost(const Request& request, const Settings& settings, const Label& label) {
  if (request.type == MaterialType::permutation) return permutation_cost(request, settings);
  const auto masks = request.mask_elements();
  const auto derived = request.derived_elements();
  const auto both = static_cast<std::int64_t>(masks + derived);
  DeliveryCost cost;
  cost.producer = work_of::generator(*request.ring, 2 * masks + derived) +
                  work_of::elements(masks + derived) + request.relation_work;
  if (settings.material == Delivery::full) {
    cost.elements = {both, both};
    cost.receives = {both > 0, both > 0};
    return cost;
  }
  const auto corrected = static_cast<std::size_t>(corrected_server(settings, label));
  cost.elements[corrected] = static_cast<std::int64_t>(derived);
  cost.receives[corrected] = derived > 0;
  cost.server[1 - corrected] = work_of::generator(*request.ring, masks + derived);
  cost.server[corrected] = work_of::generator(*request.ring, masks);
  return cost;
}

ProducedMaterial produce(Party& producer, Strand& strand, const Request& request, Tag tag,
                         const Settings& settings, const std::vector<Tensor>& operand_masks) {
  if (request.type == MaterialType::permutation) {
    produce_permutation(producer, strand, request, tag, settings);
    return {};
  }
  const Local local(strand, producer);
  const int corrected = corrected_server(settings, strand.label);
  const PartyId first = PartyId::server(1 - corrected);  // who draws all of its shares
  const PartyId second = PartyId::server(corrected);
  const Generator& to_first = producer.generator(first);
  const Generator& to_second = producer.generator(second);
  const auto masks_first = draw_shares(local, to_first, request, request.masks, tag, 0);
  const bool full = settings.material == Delivery::full;
  std::vector<Tensor> masks_second, drawn;
  ProducedMaterial made;
  if (full) {
    masks_second = draw_shares(local, to_second, request, request.masks, tag, 0);
    drawn = draw_shares(local, to_first, request, request.derived, tag, request.masks.size());
    made.masks = sum_of(local, masks_first, masks_second);
  } else {
    made.masks = completed_masks(local, request, masks_first, to_second, tag);
  }
  if (request.relation) made.derived = request.relation(local, joined(operand_masks, made.masks));
  std::vector<Tensor> corrections;
  for (std::size_t i = 0; i < made.derived.size(); ++i) {
    const auto part = static_cast<std::uint8_t>(request.masks.size() + i);
    corrections.push_back(full ? local.subtract(made.derived[i], drawn[i])
                               : local.subtract_uniform(made.derived[i], to_first, tag, part));
  }
  if (full) {
    producer.send(strand, first, MessageKind::material, tag, joined(masks_first, drawn));
    producer.send(strand, second, MessageKind::material, tag, joined(masks_second, corrections));
  } else {
    producer.send(strand, second, MessageKind::material, tag, corrections);
  }
  return made;
}

Task<std::vector<Tensor>> receive_shares(Party& server, Request request, std::vector<Shape> shapes,
                                         Tag tag, const Settings& settings) {
  Strand& strand = co_await this_strand();
  const auto elements = static_cast<std::int64_t>(total(shapes));
  if (settings.supply == Supply::on_demand) {
    const LabelScope asking(strand, Operation::request);
    server.send_request(strand, kProducer, tag);
  }
  const Expected expected{MessageKind::material, request.ring->id, elements};
  const auto parts = co_await server.receive(kProducer, tag, expected);
  std::vector<Tensor> shares = unpack(*request.ring, parts, shapes);
  if (credit_window(settings) > 0) {
    const LabelScope credit(strand, Operation::credit);
    server.send_credit(strand, kProducer, tag);
  }
  co_return shares;
}

Task<MaterialShare> take_material(Party& server, Request request, Tag tag,
                                  const Settings& settings) {
  Strand& strand = co_await this_strand();
  const LabelScope scope(strand);
  strand.label = offline(strand.label, strand.label.operation);
  const Local local(strand, server);
  const std::size_t which = server.id() == kServer0 ? 0 : 1;
  const bool full = settings.material == Delivery::full;
  const std::int64_t sent = delivery_cost(request, settings, strand.label).elements[which];
  MaterialShare share;
  std::vector<Tensor> received;
  if (sent > 0) {
    std::vector<Shape> shapes = full ? all_shapes(request) : request.derived;
    received = co_await receive_shares(server, request, std::move(shapes), tag, settings);
  }
  if (full) co_return split(std::move(received), request.masks.size());
  const Generator& generator = server.generator(kProducer);
  share.masks = draw_shares(local, generator, request, request.masks, tag, 0);
  const bool corrected = std::cmp_equal(corrected_server(settings, strand.label), which);
  share.derived = corrected ? received
                            : draw_shares(local, generator, request, request.derived, tag,
                                          request.masks.size());
  co_return share;
}

}  // namespace fathom
