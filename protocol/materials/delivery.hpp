#pragma once

#include <array>
#include <cstdint>

#include "protocol/materials/request.hpp"
#include "protocol/settings.hpp"
#include "protocol/task.hpp"

namespace fathom {

/// How a piece of material travels from the crypto producer to the servers, for every type alike.
///
/// Shares of masks and of derived tensors are drawn at the material's tag: server 0's from the
/// generator D-S0 (masks and derived), server 1's from D-S1 (masks); server 1's derived shares are
/// the correction  relation(mask0 + mask1) - derived0.  Full delivery sends them all; seeded
/// delivery sends server 1 the correction alone, and the keys once. Both give the same shares. When
/// corrections alternate, the servers change places in every other step.
///
/// Elements, to server 0 / server 1:  full  masks + derived / masks + derived;  seeded  0 /
/// derived. [Boyle et al., "Efficient pseudorandom correlation generators" (CRYPTO 2019)]
struct DeliveryCost {
  std::array<std::int64_t, 2> elements{};  ///< from the producer to each server
  std::array<bool, 2> receives{};  ///< whether that server asks for it, and sends a credit back
  Work producer;
  std::array<Work, 2> server{};
};

/// `label` is that of the operation that needs the material.
[[nodiscard]] DeliveryCost delivery_cost(const Request& request, const Settings& settings,
                                         const Label& label);

/// Which server receives the corrections: 1, or, when they alternate, 0 in every even step.
[[nodiscard]] int corrected_server(const Settings& settings, const Label& label);

/// The producer makes the material named `tag`, given the masks of operands that are masked
/// already, and sends what the delivery asks for. Returns what it made.
ProducedMaterial produce(Party& producer, Strand& strand, const Request& request, Tag tag,
                         const Settings& settings, const std::vector<Tensor>& operand_masks);

/// A server takes its shares. When a message is due it asks for it first, on demand, or returns a
/// credit after it, streamed.
[[nodiscard]] Task<MaterialShare> take_material(Party& server, Request request, Tag tag,
                                                const Settings& settings);

/// The shares that a party draws at a material's tag: part `first_part` + i is the i-th tensor.
[[nodiscard]] std::vector<Tensor> draw_shares(const Local& local, const Generator& generator,
                                              const Request& request,
                                              const std::vector<Shape>& shapes, Tag tag,
                                              std::size_t first_part = 0);
/// The shares that the producer sends to a server, which returns a credit when they are in use.
[[nodiscard]] Task<std::vector<Tensor>> receive_shares(Party& server, Request request,
                                                       std::vector<Shape> shapes, Tag tag,
                                                       const Settings& settings);

/// The label of a material's messages: the operation's, in phase offline.
[[nodiscard]] Label offline(Label label, Operation operation);

}  // namespace fathom
