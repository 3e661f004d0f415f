#pragma once

#include <functional>
#include <memory>

#include "actors/simulated_party.hpp"
#include "protocol/mask_slot.hpp"
#include "protocol/trace/trace.hpp"

namespace fathom {

/// Plays what the strands of a trace did, party by party, through the same party interface: the
/// same waits, messages, work and forks, without elements. Message sizes, labels and hashes of
/// payloads are those of the trace; times, rounds and digests come out as the network has them.
class Player {
 public:
  /// What happened that the outside wants to know of, and when.
  using OnMilestone = std::function<void(Milestone milestone, std::uint64_t number, SimTime time)>;

  /// The trace must outlive the player, and the player the parties' tasks.
  explicit Player(const Trace& trace, OnMilestone on_milestone = {});

  /// What `party` does.
  [[nodiscard]] Task<Done> play(SimulatedParty& party);

 private:
  [[nodiscard]] Task<Done> play_strand(SimulatedParty& party, std::uint32_t index);
  [[nodiscard]] Task<Done> play_forks(SimulatedParty& party, std::uint32_t index, std::size_t first,
                                      std::size_t count);
  [[nodiscard]] Task<Done> play_gathering(SimulatedParty& party, std::uint32_t index,
                                          std::size_t first);
  void play_here(SimulatedParty& party, Strand& strand, const TraceEvent& event);

  const Trace& trace_;
  OnMilestone on_milestone_;
  std::vector<MaskSlotPtr> slots_;
};

}  // namespace fathom
