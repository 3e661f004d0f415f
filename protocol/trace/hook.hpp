#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "metrics/label.hpp"
#include "metrics/party_id.hpp"
#include "metrics/units.hpp"
#include "metrics/work.hpp"
#include "protocol/tag.hpp"

namespace fathom {

struct Expected;
struct Header;
struct Payload;
struct Ring;
struct GatheredMessage;

/// Where something happens: at which party, on which of its strands, under which label.
struct TracePlace {
  PartyId party;
  std::uint64_t strand = 0;
  Label label;
};

/// What the outside wants to know of when it happened, and no message says.
enum class Milestone : std::uint8_t {
  shared,    ///< a provider began to share a row of a stream, its number
  answered,  ///< the output receiver had the results of a step
};

/// What a strand does, in its own order: enough to play the run again on another network. Called at
/// the party's ways to the outside and where its strands meet. Recording per strand, and not per
/// party, is what makes a replay exact. A hook overrides what it wants to hear.
class TraceHook {
 public:
  TraceHook() = default;
  TraceHook(const TraceHook&) = delete;
  TraceHook& operator=(const TraceHook&) = delete;
  virtual ~TraceHook() = default;

  /// Waits for a message; the next that happens on the strand happens after it came.
  virtual void on_wait(const TracePlace&, PartyId /*from*/, Tag, const Expected&) {}
  /// Sends a message, or a part of one.
  virtual void on_send(const TracePlace&, PartyId /*to*/, const Header&, const Payload&) {}
  /// Works; the host's own time is 0 unless it was asked for.
  virtual void on_charge(const TracePlace&, const Ring&, const Work&, SimDuration /*measured*/) {}
  /// A child begins, at once; joins come when all children of a fork have ended.
  virtual void on_fork(const TracePlace&, std::uint64_t /*child*/) {}
  virtual void on_join(const TracePlace&, std::uint64_t /*child*/) {}
  /// Enters an operation, from where its rounds count, and leaves it.
  virtual void on_enter(const TracePlace&, Tag /*operation*/) {}
  virtual void on_leave(const TracePlace&, Tag /*operation*/) {}
  /// Waits until another strand of the party has filled a mask slot; fills one. Slots are named by
  /// numbers that are never used twice.
  virtual void on_await(const TracePlace&, std::uint64_t /*slot*/) {}
  virtual void on_fill(const TracePlace&, std::uint64_t /*slot*/) {}
  /// Waits for messages in whatever order they come; takes one, what follows being due to it; has
  /// taken all.
  virtual void on_gather(const TracePlace&, const std::vector<GatheredMessage>&) {}
  virtual void on_take(const TracePlace&, std::size_t /*message*/) {}
  virtual void on_gathered(const TracePlace&) {}
  /// Waits for a point in time.
  virtual void on_pause(const TracePlace&, SimTime /*until*/) {}
  virtual void on_milestone(const TracePlace&, Milestone, std::uint64_t /*number*/) {}
};

}  // namespace fathom
