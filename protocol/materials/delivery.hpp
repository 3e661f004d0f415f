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
/// delivery sends server 1 the correction alone, and the keys once. Both give the same shares.
///
/// Elements, to server 0 / server 1:  full  masks + derived / masks + derived;  seeded  0 /
/// derived. [protocols.md, "Opening, products, powers"; Boyle et al., pseudorandom correlation
/// generators]
struct DeliveryCost {
  std::array<std::int64_t, 2> elements{};  ///< from the producer to each server
  std::array<bool, 2> credit{};            ///< whether that server sends a credit back
  Work producer;
  std::array<Work, 2> server{};
};

[[nodiscard]] DeliveryCost delivery_cost(const Request& request, Delivery delivery);

/// The producer makes the material named `tag` and sends what the delivery asks for. The strand's
/// label is that of the operation that needs it.
void produce(Party& producer, Strand& strand, const Request& request, Tag tag, Delivery delivery);

/// A server takes its shares, and returns a credit when a message came and credits are in use.
[[nodiscard]] Task<MaterialShare> take_material(Party& server, Request request, Tag tag,
                                                Delivery delivery, bool credits);

/// The label of a material's messages: the operation's, in phase offline.
[[nodiscard]] Label offline(Label label, Operation operation);

}  // namespace fathom
