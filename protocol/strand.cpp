#include "protocol/strand.hpp"

#include "metrics/errors.hpp"

namespace fathom {

Strand Strand::child(std::uint32_t fork, std::uint32_t index) const {
  Strand strand = *this;
  strand.id = mix(mix(id ^ 0x666f726bULL, fork), index);
  strand.next = 0;
  strand.forks = 0;
  if (trace != nullptr) trace->on_fork(place(), strand.id);
  return strand;
}

Strand program_strand(const Hops& hops, PartyId party, TraceHook* trace) {
  Strand strand;
  strand.id = program_strand_id();
  strand.hops = &hops;
  strand.trace = trace;
  strand.party = party;
  return strand;
}

void Strand::join(const Strand& child) {
  ensure(hops != nullptr, "a strand that forks needs the run's hops");
  for (std::size_t i = 0; i < depth.size(); ++i) hops->deepen(depth[i], child.depth[i]);
  if (trace != nullptr) trace->on_join(place(), child.id);
}

}  // namespace fathom
