#pragma once

#include <array>
#include <cstdint>

#include "metrics/depth.hpp"
#include "metrics/label.hpp"
#include "protocol/tag.hpp"
#include "protocol/trace/hook.hpp"

namespace fathom {

/// One line of causality inside one party. It is inherited through awaits, never through a global;
/// `when_all` forks it and the join takes the greatest depth. Its id is structural (parent, number
/// of the fork, index of the child), hence the same at both servers, at the producer and on paper;
/// it names messages, material and randomness.
struct Strand {
  std::uint64_t id = 0;
  std::uint32_t next = 0;   ///< tags given out
  std::uint32_t forks = 0;  ///< forks made
  Label label;
  /// Depths as seen by [0] server 0, [1] server 1, [2] any other party, [3] the likelihood server.
  /// A running party uses its own entry alone; paper keeps all, because a one-way message skews the
  /// servers.
  std::array<Depth, 4> depth{};
  const Hops* hops = nullptr;
  TraceHook* trace = nullptr;
  PartyId party;

  /// The next name on this line.
  [[nodiscard]] Tag tag() { return Tag{mix(id, next++)}; }

  /// Where it is, for a trace.
  [[nodiscard]] TracePlace place() const { return {party, id, label}; }

  /// The strand of child `index` of fork number `fork`.
  [[nodiscard]] Strand child(std::uint32_t fork, std::uint32_t index) const;
  /// Takes over the depths of a child that has ended.
  void join(const Strand& child);
};

/// The name of the line on which a party's program begins.
[[nodiscard]] constexpr std::uint64_t program_strand_id() { return named_tag("program").value; }

/// The line on which a party's reading of a job's program begins: the same name at every party.
[[nodiscard]] Strand program_strand(const Hops& hops, PartyId party = kServer0,
                                    TraceHook* trace = nullptr);

/// Sets the label of a strand for as long as it lives: put it first in a coroutine's body, so that
/// it lives in the coroutine's frame and follows the strand, whatever else runs meanwhile.
class LabelScope {
 public:
  explicit LabelScope(Strand& strand) : strand_(strand), before_(strand.label) {}
  LabelScope(Strand& strand, LayerId layer, Pass pass) : LabelScope(strand) {
    strand.label.layer = layer;
    strand.label.pass = pass;
  }
  LabelScope(Strand& strand, Operation operation) : LabelScope(strand) {
    strand.label.operation = operation;
  }
  LabelScope(Strand& strand, Phase phase, Operation operation) : LabelScope(strand, operation) {
    strand.label.phase = phase;
  }
  LabelScope(const LabelScope&) = delete;
  LabelScope& operator=(const LabelScope&) = delete;
  ~LabelScope() { strand_.label = before_; }

 private:
  Strand& strand_;
  Label before_;
};

}  // namespace fathom
