#include "metrics/depth.hpp"

#include <algorithm>
#include <tuple>

namespace fathom {

HopId Hops::add(const Hop& hop) {
  hops_.push_back(hop);
  return static_cast<HopId>(hops_.size());
}

std::vector<Label> Hops::chain(HopId last) const {
  std::vector<Label> labels;
  for (HopId id = last; id != 0; id = (*this)[id].previous) labels.push_back((*this)[id].label);
  return labels;
}

void Hops::deepen(Depth& mine, const Depth& other) const {
  const auto rank = [this](HopId id) {
    return id == 0 ? std::tuple{UINT64_MAX, PartyId{}}
                   : std::tuple{(*this)[id].strand, (*this)[id].sender};
  };
  const bool deeper = other.rounds > mine.rounds;
  const bool tie = other.rounds == mine.rounds && other.hop != mine.hop;
  if (deeper || (tie && rank(other.hop) < rank(mine.hop))) mine.hop = other.hop;
  mine.rounds = std::max(mine.rounds, other.rounds);
  mine.chain = std::max(mine.chain, other.chain);
  mine.alone = std::max(mine.alone, other.alone);
}

}  // namespace fathom
