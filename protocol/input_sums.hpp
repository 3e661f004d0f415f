#pragma once

#include "protocol/input_sharing.hpp"

namespace fathom {

/// Sums of inputs, as federated statistics need them: how many, how bright, of which the servers
/// hold shares and nobody sees a single input. Providers share as `share_inputs` says; a server
/// adds what comes to a running sum, as it comes, and keeps nothing else, so its memory does not
/// grow with the number of providers but with what is on its way. The sum is of elements of the
/// ring, so the order of arrival does not change it.
///
/// Of n elements that it receives or draws from a key a server adds n; masked, server 1's share of
/// the sum is that of the masks alone, and the openings that it receives it puts aside.

/// The server's share of the sum of all rows of the plan's only source, of the shape of one row,
/// flat.
[[nodiscard]] Task<Tensor> sum_inputs(Party& server, InputPlan plan, Settings settings);

/// The producer's side of masked inputs of which only the sum is used: their keys, put aside.
[[nodiscard]] Task<Done> drop_input_keys(Party& producer, InputPlan plan);

/// Work of the servers for n elements.
[[nodiscard]] ReadingWork folding_work(const Settings& settings, std::size_t elements);

}  // namespace fathom
