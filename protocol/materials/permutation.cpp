#include "protocol/materials/permutation.hpp"

#include <utility>

namespace fathom {
namespace {

constexpr std::uint8_t kOrders = 0;  ///< the part of the stream D-S1

/// Of writing the permutations as elements, or reading them.
Work places_work(const Shape& rows) { return work_of::elements(rows.size()); }

/// Of moving every element to its place.
Work moving_work(const Request& request) {
  return work_of::memory(request.masks[0].size() * request.ring->element_bytes);
}

Permutations draw_orders(Party& me, const Strand& strand, const Generator& generator,
                         const Request& request, Tag tag) {
  const Shape& rows = request.masks[0];
  me.charge(strand, *request.ring, Permutations::drawing_work(rows));
  return Permutations::drawn(generator, rows, tag, kOrders);
}

PermutationShare given_masks(const std::vector<Tensor>& masks) {
  return {masks[0], masks[1], masks[2], masks[3], std::nullopt, {}, {}};
}

}  // namespace

Request permutation_material(const Ring& ring, const Shape& rows) {
  Request request;
  request.type = MaterialType::permutation;
  request.ring = &ring;
  request.masks = {rows, rows, rows, rows};
  request.derived = {rows, rows};
  return request;
}

DeliveryCost permutation_cost(const Request& request, const Settings& settings) {
  const Shape& rows = request.masks[0];
  const auto n = static_cast<std::int64_t>(rows.size());
  const bool full = settings.material == Delivery::full;
  const Work drawn = work_of::generator(*request.ring, request.mask_elements());
  DeliveryCost cost;
  cost.elements = {full ? 4 * n : 0, full ? 3 * n : 2 * n};
  cost.receives = {full, true};
  cost.producer = drawn + Permutations::drawing_work(rows) + moving_work(request) +
                  moving_work(request) + work_of::elements(request.derived_elements());
  if (full) {
    cost.producer += places_work(rows);
    cost.server[1] = places_work(rows);
  } else {
    cost.server = {drawn, Permutations::drawing_work(rows)};
  }
  return cost;
}

void produce_permutation(Party& producer, Strand& strand, const Request& request, Tag tag,
                         const Settings& settings) {
  const Local local(strand, producer);
  const auto masks = draw_shares(local, producer.generator(kServer0), request, request.masks, tag);
  const auto orders = draw_orders(producer, strand, producer.generator(kServer1), request, tag);
  producer.charge(strand, *request.ring, moving_work(request) + moving_work(request));
  std::vector<Tensor> to_server1{local.subtract(orders.permuted(masks[0]), masks[1]),
                                 local.subtract(orders.restored(masks[2]), masks[3])};
  if (settings.material == Delivery::full) {
    producer.send(strand, kServer0, MessageKind::material, tag, masks);
    producer.charge(strand, *request.ring, places_work(request.masks[0]));
    to_server1.push_back(orders.written(*request.ring));
  }
  producer.send(strand, kServer1, MessageKind::material, tag, std::move(to_server1));
}

Task<PermutationShare> take_permutation(Party& server, Request request, Tag tag,
                                        const Settings& settings) {
  Strand& strand = co_await this_strand();
  const LabelScope scope(strand);
  strand.label = offline(strand.label, strand.label.operation);
  const bool full = settings.material == Delivery::full;
  if (server.id() == kServer0) {
    std::vector<Tensor> masks;
    if (full) {
      masks = co_await receive_shares(server, request, request.masks, tag, settings);
    } else {
      const Generator& generator = server.generator(kProducer);
      masks = draw_shares(Local(strand, server), generator, request, request.masks, tag);
    }
    co_return given_masks(masks);
  }
  std::vector<Shape> shapes = request.derived;
  if (full) shapes.push_back(request.masks[0]);
  const auto given = co_await receive_shares(server, request, shapes, tag, settings);
  PermutationShare share;
  share.there = given[0];
  share.back = given[1];
  if (full) {
    server.charge(strand, *request.ring, places_work(request.masks[0]));
    share.orders = Permutations::read(given[2]);
  } else {
    share.orders = draw_orders(server, strand, server.generator(kProducer), request, tag);
  }
  co_return share;
}

}  // namespace fathom
