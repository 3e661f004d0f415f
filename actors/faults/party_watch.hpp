#pragma once

#include <exception>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "actors/job.hpp"
#include "metrics/errors.hpp"

namespace fathom {

/// How long a job's parties wait. The output receiver, which has nothing to do until the end, waits
/// for the whole job.
struct WaitLimits {
  SimDuration message;  ///< for one message: between this and twice this
  SimDuration job;      ///< from the start to the end
};

/// How a party ended that did not end well.
struct PartyFailure {
  PartyId party;
  SimTime time;
  ProtocolError::Kind kind = ProtocolError::Kind::violation;
  std::string what;
};

/// Watches the parties of a job that may go wrong, as the operating system and each party's own
/// timers do in a deployment. When a party fails, or crashes, its actor ends and its connections
/// close: its peers have what was on its way, and are told. Whoever waits for too long gives up. So
/// every job is over in bounded virtual time.
class PartyWatch {
 public:
  /// Whether nothing is on its way from one party to another.
  using IsIdle = std::function<bool(PartyId from, PartyId to)>;

  PartyWatch(Job& job, WaitLimits limits, IsIdle is_idle);
  PartyWatch(const PartyWatch&) = delete;
  PartyWatch& operator=(const PartyWatch&) = delete;

  /// Begins; after the job's start.
  void start();
  /// Steps until all is over, or nothing more happens, or `last` is passed.
  void run(SimTime last);

  /// A party ends with an error.
  void fail(PartyId party, const std::exception_ptr& error);
  /// A party ends without a word; its peers see its connections close.
  void crash(PartyId party, const std::string& how);
  /// A party does nothing more, and nobody is told.
  /// False when it has ended already.
  bool vanish(PartyId party, const std::string& how);

  /// Whether every party is done, or has failed, crashed or vanished.
  [[nodiscard]] bool is_over() const;
  /// Whether the party is done, with neither an error nor a crash.
  [[nodiscard]] bool ended_well(PartyId party) const;
  /// Of those who found an error, in order of time: the first is the cause, the rest follow.
  [[nodiscard]] const std::vector<PartyFailure>& failures() const { return failures_; }
  /// Those who crashed or vanished, and how.
  [[nodiscard]] const std::map<PartyId, std::string>& gone() const { return gone_; }

 private:
  [[nodiscard]] bool is_active(PartyId party) const;
  void note_finished();
  void close_connections(PartyId party);
  void tell(PartyId peer, PartyId party);
  void tick(PartyId party, std::uint64_t waits_before);
  void end_of_time(PartyId party);
  /// Lets a party do something on its host, as soon as that is free.
  void handle(PartyId party, std::function<void(SimulatedParty&)> what);

  Job& job_;
  WaitLimits limits_;
  IsIdle is_idle_;
  std::vector<PartyFailure> failures_;
  std::map<PartyId, std::string> gone_;
  std::vector<PartyId> members_;
  std::set<PartyId> finished_;  ///< their programs ended, without an error
  std::set<PartyId> ended_;     ///< failed, crashed or vanished
  std::set<PartyId> closed_;    ///< those whose connections have closed
};

}  // namespace fathom
