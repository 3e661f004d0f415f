#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/party_id.hpp"
#include "metrics/units.hpp"

namespace fathom {

/// What can go wrong in a simulated job. Messages are numbered from 0 in the order of sending.
enum class FaultKind : std::uint8_t {
  // The network. Connections keep the order of their messages, as TCP does.
  delay,    ///< one message arrives late, and what comes after it on its connection
  reorder,  ///< every message late by something of its own: connections overtake each other
  loss,     ///< messages are lost and sent again after 200 ms, 400 ms, ...
  cut,      ///< two parties cannot reach each other for a time

  // Hosts.
  slow,             ///< a party computes so many times more slowly
  freeze,           ///< a party does nothing for a time, and then goes on
  vanish,           ///< a party does nothing from then on, and nobody is told
  crash_sending,    ///< the sender of a message crashes as it sends it: its connections close
  crash_receiving,  ///< the receiver of a message crashes as it arrives

  // Peers that do not keep to the protocol, by accident.
  duplicate,  ///< a message is sent twice
  missing,    ///< a message is never sent
  shape,      ///< with one element fewer
  ring,       ///< with elements of another ring
  range,      ///< with an element that is no canonical representative
  length,     ///< its header says more elements than there are
  sequence,   ///< as a later part than it is
  kind,       ///< as a message of another kind
  epoch,      ///< as from a later start of the job

  // Bugs, planted to see that a campaign finds them.
  correction,  ///< a piece of material without its correction: zeros
  swap,        ///< the first and last element of a message change places
  truncation,  ///< server 1 truncates to one unit more, always
};
inline constexpr std::size_t kFaultKinds = 21;

/// "delay", "crash-sending": as in plans and tables.
[[nodiscard]] std::string_view to_string(FaultKind kind);
/// Throws UserError, naming the choices.
[[nodiscard]] FaultKind fault_named(std::string_view name);
/// Whether it is there to be found: a run with it gives a wrong result.
[[nodiscard]] bool is_bug(FaultKind kind);

/// One fault. Which of the fields count depends on its kind.
struct Fault {
  FaultKind kind = FaultKind::delay;
  PartyId party;            ///< slow, freeze, vanish, cut
  PartyId peer;             ///< cut
  std::size_t message = 0;  ///< the one that it befalls, or with whose sending it begins
  SimDuration time;         ///< delay, reorder (at most), cut, freeze
  std::int64_t amount = 0;  ///< slow: times; loss: per mille

  bool operator==(const Fault&) const = default;
};

/// What befalls a job, in one line that can be printed, and read again:
///
///     seed=17,delay@12+30ms,cut=server0-server1@33+500ms,slow=server1+20,loss+30,crash-sending@57
///
/// The seed is for what is left to chance: how late each message comes, and which are lost.
struct FaultPlan {
  std::uint64_t seed = 1;
  std::vector<Fault> faults;

  bool operator==(const FaultPlan&) const = default;
};

[[nodiscard]] std::string to_string(const FaultPlan& plan);
/// Throws UserError.
[[nodiscard]] FaultPlan parse_fault_plan(std::string_view line);

}  // namespace fathom
