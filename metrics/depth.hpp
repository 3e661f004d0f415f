#pragma once

#include <cstdint>
#include <vector>

#include "metrics/label.hpp"
#include "metrics/party_id.hpp"
#include "metrics/units.hpp"

namespace fathom {

/// One online message on a chain of causes: the label it was sent under, and the hop before it.
struct Hop {
  Label label;
  std::uint64_t strand = 0;
  PartyId sender;
  std::uint32_t previous = 0;
};

/// Name of a hop in `Hops`; 0 is none.
using HopId = std::uint32_t;

/// How deep a strand is in the run's causes, after what it has *taken* (not what has arrived).
struct Depth {
  std::int64_t rounds = 0;  ///< online messages on the longest chain of causes
  std::int64_t chain = 0;   ///< the same over all messages, the producer's and providers' too
  std::int64_t alone = 0;   ///< rounds since the present operation was entered, as if entered level
  HopId hop = 0;            ///< the last online message of the longest chain
};

/// What a message carries of its sender's depth.
using MessageDepth = Depth;

/// Remembers the hops, so that the longest chain can be walked back and each row given its share.
class Hops {
 public:
  HopId add(const Hop& hop);
  [[nodiscard]] const Hop& operator[](HopId id) const { return hops_[id - 1]; }

  /// The labels of the longest chain that ends at `last`, latest first.
  [[nodiscard]] std::vector<Label> chain(HopId last) const;

  /// Takes the deeper of both for each field. Of two chains equally long the one whose last message
  /// was sent by the lower strand id (then the lower party) counts, so that paper and run agree.
  void deepen(Depth& mine, const Depth& other) const;

 private:
  std::vector<Hop> hops_;
};

}  // namespace fathom
