#include "tests/protocol/views/possession.hpp"

#include <algorithm>
#include <cstring>
#include <map>

#include "protocol/tensor_math.hpp"
#include "tests/protocol/views/program.hpp"

namespace fathom::test {
namespace {

enum class Influence { none, some, summand };

/// How each message depends on the draw at one address, by message.
using Influences = std::vector<Influence>;

bool same_elements(const Tensor& a, const Tensor& b) {
  return a.bytes() == b.bytes() && std::memcmp(a.data(), b.data(), a.bytes()) == 0;
}

Influence influence(const Tensor& before, const Tensor& after, const Tensor& shift) {
  if (equal(before, after)) return Influence::none;
  const Tensor change = subtract(after, before);
  const bool whole = same_elements(change, shift) || same_elements(change, negate(shift));
  return whole ? Influence::summand : Influence::some;
}

/// Whether what is drawn hides what it is added to: any element of the ring, or one below 2^bound
/// up to 2^-kappa.
bool is_wide_enough(const Settings& settings, const Use& drawn) {
  const Ring& ring = ring_of(drawn.ring);
  return drawn.bits == ring.bits || drawn.bits >= masked_bits(settings, ring) + 1 + settings.kappa;
}

Influences influences(const Settings& settings, const View& before, const View& after,
                      const Use& moved) {
  const bool wide = is_wide_enough(settings, moved);
  const Tensor shift = shift_of(ring_of(moved.ring), moved.shape);
  Influences all;
  for (std::size_t i = 0; i < before.sent.size(); ++i) {
    const Influence found = influence(before.sent[i].tensor, after.sent.at(i).tensor, shift);
    const bool hides = found != Influence::summand || wide;
    all.push_back(hides ? found : Influence::some);
  }
  return all;
}

/// Whether a message is part of what a server must not learn from.
bool is_judged(const Sent& sent, PartyId server) {
  return sent.to == server && sent.kind != MessageKind::reveal;
}

bool holds(const View& view, PartyId party, const Address& address) {
  return view.keys_sent.contains({party, std::get<Key>(address)});
}

/// Whether message `i` has a summand among `draws` that occurs in no other message of `left`.
bool has_own_summand(std::size_t i, const std::vector<std::size_t>& left,
                     const std::vector<Influences>& draws) {
  return std::ranges::any_of(draws, [&](const Influences& draw) {
    return draw[i] == Influence::summand && std::ranges::none_of(left, [&](std::size_t j) {
             return j != i && draw[j] != Influence::none;
           });
  });
}

/// The messages to a server that are left when all that have a summand of their own are taken away.
std::vector<std::size_t> unmasked(const View& view, PartyId server,
                                  const std::vector<Influences>& draws) {
  std::vector<std::size_t> left;
  for (std::size_t i = 0; i < view.sent.size(); ++i) {
    if (is_judged(view.sent[i], server)) left.push_back(i);
  }
  std::size_t before = 0;
  do {
    before = left.size();
    const auto hidden =
        std::ranges::find_if(left, [&](std::size_t i) { return has_own_summand(i, left, draws); });
    if (hidden != left.end()) left.erase(hidden);
  } while (left.size() < before);
  return left;
}

}  // namespace

Findings stream_faults(const View& view) {
  Findings found;
  std::map<Address, std::vector<PartyUse>> register_of;
  std::map<Key, std::map<PartyId, const Generator*>> holders;
  for (const PartyUse& drawn : view.uses) {
    const Use& use = drawn.use;
    auto& of_key = holders[std::get<Key>(use.address)];
    const auto [holder, is_new] = of_key.emplace(drawn.party, use.generator);
    if (holder->second != use.generator || of_key.size() > 2) {
      found.push_back("a key serves more than one pair: drawn by " + to_string(drawn.party));
    }
    auto& others = register_of[use.address];
    for (const PartyUse& other : others) {
      if (other.party == drawn.party) {
        found.push_back(to_string(drawn.party) + " draws one address twice");
      } else if (other.use.ring != use.ring || other.use.shape != use.shape) {
        found.push_back(to_string(drawn.party) + " draws what its peer uses for another tensor");
      }
    }
    others.push_back(drawn);
  }
  return found;
}

Findings message_faults(const Settings& settings, const std::vector<Numbers>& values,
                        std::uint64_t seed, const Fault& fault, const View& view) {
  std::map<Address, Influences> by_address;
  for (const PartyUse& drawn : view.uses) {
    const auto [entry, is_new] = by_address.try_emplace(drawn.use.address);
    if (!is_new) continue;
    const View moved = view_of(settings, values, seed, fault, drawn.use.address);
    entry->second = influences(settings, view, moved, drawn.use);
  }
  Findings found;
  for (const PartyId server : {kServer0, kServer1}) {
    std::vector<Influences> unknown;
    for (const auto& [address, draw] : by_address) {
      if (!holds(view, server, address)) unknown.push_back(draw);
    }
    for (const std::size_t i : unmasked(view, server, unknown)) {
      found.push_back(to_string(server) + " receives tensor " + std::to_string(i) + ", of kind " +
                      std::string(to_string(view.sent[i].kind)) + ", without a mask of its own");
    }
  }
  return found;
}

Findings possession(const Settings& settings, const std::vector<Numbers>& values,
                    std::uint64_t seed, const Fault& fault) {
  const View view = view_of(settings, values, seed, fault);
  Findings found = stream_faults(view);
  if (view.beyond_masks > 0) {
    found.push_back(std::to_string(view.beyond_masks) + " values are too large for their masks");
  }
  const Findings messages = message_faults(settings, values, seed, fault, view);
  found.insert(found.end(), messages.begin(), messages.end());
  return found;
}

}  // namespace fathom::test
