#pragma once

#include <set>
#include <utility>
#include <vector>

#include "protocol/envelope.hpp"
#include "protocol/settings.hpp"
#include "tests/protocol/trial.hpp"
#include "tests/protocol/views/draws.hpp"

namespace fathom::test {

/// One tensor that a party sent another.
struct Sent {
  PartyId from;
  PartyId to;
  MessageKind kind;
  Tag tag;
  Tensor tensor;
};

/// A draw, and who made it.
struct PartyUse {
  PartyId party;
  Use use;
};

/// What passed in one run of the program: every tensor in the order of sending, who was sent which
/// key, and every draw. The order does not depend on values, so runs compare entry by entry.
struct View {
  std::vector<Sent> sent;
  std::set<std::pair<PartyId, Key>> keys_sent;
  std::vector<PartyUse> uses;
  std::int64_t beyond_masks = 0;  ///< values too large for the statistical mask that hid them
};

[[nodiscard]] View view_of(const Settings& settings, const std::vector<Numbers>& values,
                           std::uint64_t seed, const Fault& fault = {},
                           const std::optional<Address>& moved = std::nullopt);

/// The tensors that the servers opened to each other, both halves added, in order.
struct Opening {
  Tag tag;
  Tensor opened;
};
[[nodiscard]] std::vector<Opening> openings_of(const View& view);

/// The openings of many runs with seeds of their own: for each opening a row a run.
using Samples = std::vector<Tensor>;
[[nodiscard]] Samples sampled(const Settings& settings, const std::vector<Numbers>& values,
                              std::uint64_t first_seed, std::size_t runs, const Fault& fault = {});

}  // namespace fathom::test
