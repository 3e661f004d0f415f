#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "metrics/label.hpp"
#include "metrics/party_id.hpp"
#include "metrics/work.hpp"
#include "protocol/party.hpp"
#include "protocol/trace/hook.hpp"

namespace fathom {

/// One thing that a strand did. Which fields count, `TraceHook` says.
struct TraceEvent {
  enum class Kind : std::uint8_t {
    wait,       ///< for `message` from `peer`
    send,       ///< `message` to `peer`, with `part`, `packed` and `content`
    charge,     ///< `work` on `ring`, with `measured`
    fork,       ///< the child `index`, a place in `Trace::strands`
    join,       ///< the same
    enter,      ///< the operation `tag`
    leave,      ///< the same
    await,      ///< the slot `index`
    fill,       ///< the same
    gather,     ///< `index` messages: so many events `item` follow
    item,       ///< one of them: `message` from `peer`
    take,       ///< the one numbered `index`
    gathered,   ///< all are taken
    pause,      ///< until `time`
    milestone,  ///< `milestone`, with `index`
  };

  Kind kind = Kind::wait;
  MessageKind message = MessageKind::credit;
  RingId ring = RingId::z64;
  Milestone milestone = Milestone::shared;
  bool packed = false;
  std::uint16_t part = 0;
  PartyId peer;
  Label label;
  Tag tag;                    ///< of a message or an operation
  std::int64_t elements = 0;  ///< of a message
  std::uint64_t content = 0;  ///< hash of a payload
  std::uint64_t index = 0;
  Work work;
  SimDuration measured;
  SimTime time;

  bool operator==(const TraceEvent&) const = default;
};
inline constexpr std::size_t kTraceEventKinds = 15;

/// What one strand of one party did, in its own order.
struct TraceStrand {
  PartyId party;
  std::vector<TraceEvent> events;
  bool operator==(const TraceStrand&) const = default;
};

/// What every strand of a run did. The first strand of each party runs its program; each other one
/// is a child of exactly one fork, of the same party.
struct Trace {
  std::vector<TraceStrand> strands;
  std::map<PartyId, std::uint32_t> programs;  ///< the first strand of each party, as a place
  std::uint64_t slots = 0;                    ///< they are numbered from 0
};

/// Throws UserError, naming `file`, unless the trace can be played: every child a strand of its
/// own, forks joined, slots filled once, gathered messages taken once, what is waited for sent.
void check_trace(const Trace& trace, const std::string& file);

}  // namespace fathom
