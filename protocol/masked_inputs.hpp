#pragma once

#include "protocol/inputs.hpp"
#include "protocol/value.hpp"

namespace fathom {

/// Inputs in masked form: what a first layer would open travels opened. A provider draws the halves
/// a0 and a1 of a mask from keys that it shares with server 0 and server 1, both derived from the
/// key that it gives the producer, and sends the opening alpha = x - a0 - a1 to both servers.
/// Server 0's share of x is alpha + a0, server 1's is a1. The producer knows a0 + a1 and never sees
/// alpha; a server knows alpha and its own half.
///
/// Elements: n from the provider to each server; 16 bytes once to each server and to the producer.
/// No round: phase input. [ABY2.0, ePrint 2020/1225, input sharing]
[[nodiscard]] Task<Done> share_masked_inputs(Party& provider, InputPlan plan, Settings settings,
                                             InputData data, Key key);

/// A server takes all inputs: its shares into `store`, and, of every block in the order of the
/// plan, the opening and its half of the mask.
[[nodiscard]] Task<Values> take_masked_inputs(Party& server, InputPlan plan, Settings settings,
                                              InputStore& store);

/// The producer takes the keys and, where products use them, derives the mask of every block.
[[nodiscard]] Task<Values> take_input_masks(Party& producer, InputPlan plan, Settings settings);

/// The key of the halves that server `which` draws, from the one that the producer knows.
[[nodiscard]] Key half_key(const Key& key, int which);

/// Work on a block of n elements.
struct MaskedInputWork {
  Work provider;
  std::array<Work, 2> server{};
  Work producer;
};
[[nodiscard]] MaskedInputWork masked_input_work(const Settings& settings, std::size_t elements);

}  // namespace fathom
