#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "metrics/label.hpp"
#include "metrics/message_life.hpp"
#include "metrics/party_id.hpp"
#include "metrics/units.hpp"

namespace fathom {

/// What a party's time goes into. Everything but `busy` is idle time, told by the life of the
/// message that ended it. [accounting.md, definition 6]
enum class TimePart : std::uint8_t {
  busy,
  wait_peer,      ///< a server had not yet sent it
  wait_producer,  ///< the crypto producer had not yet sent it
  wait_provider,  ///< an input provider had not yet sent it
  wait_machine,   ///< the machine was busy with another host of it
  queueing,       ///< behind earlier messages of its connection, or sharing a link
  slow_start,     ///< its connection's window let nothing pass
  serialisation,  ///< its bytes passing, had they had the path to themselves
  latency,
  setup,  ///< handshakes
};
inline constexpr std::size_t kTimeParts = 10;
using TimeParts = std::array<SimDuration, kTimeParts>;

/// The order in which the parts of one wait follow each other.
inline constexpr std::array<TimePart, kTimeParts> kPartsInOrder{
    TimePart::busy,    TimePart::wait_peer,   TimePart::wait_producer, TimePart::wait_provider,
    TimePart::setup,   TimePart::queueing,    TimePart::slow_start,    TimePart::serialisation,
    TimePart::latency, TimePart::wait_machine};

class TimeObserver;

[[nodiscard]] std::string_view to_string(TimePart part);

/// Splits the idle interval [begin, end) that a message from `sender` ended; the parts add up to
/// it.
[[nodiscard]] TimeParts split_idle(SimTime begin, SimTime end, const MessageLife& life,
                                   PartyId sender);

/// What each party did at every instant of the run, from its start to its own end, without a gap.
/// From it come the table of times and the critical path.
class Timeline {
 public:
  explicit Timeline(Providers providers = Providers::apart) : providers_(providers) {}

  /// The observer hears of what follows.
  void set_observer(TimeObserver* observer) { observer_ = observer; }

  void busy(PartyId party, const Label& label, SimTime begin, SimTime end);
  /// A strand with `label` went on at `end`, because of a message from `sender`.
  void idle(PartyId party, const Label& label, SimTime end, const MessageLife& life,
            PartyId sender);

  /// A provider had nothing to share until `end`: a part of wait_provider, its own.
  void pause(PartyId provider, const Label& label, SimTime end);
  /// The party could not start before `end`, for its machine was busy: a part of wait_machine.
  void hold(PartyId party, const Label& label, SimTime end);

  /// Instant up to which the party is accounted for.
  [[nodiscard]] SimTime end_of(PartyId party) const;
  /// The latest end of all.
  [[nodiscard]] SimTime end() const;

  /// When the party last had anything to do with messages of that phase, or computed in it.
  [[nodiscard]] SimTime end_of(PartyId party, Phase phase) const;

  /// Time per party and row (step 0).
  [[nodiscard]] const std::map<std::pair<PartyId, Label>, TimeParts>& rows() const { return rows_; }

  /// The run's critical path, walked back from its end: from a busy stretch to what came before it,
  /// from a wait to the sender of the message that ended it. Its pieces add up to the run.
  struct CriticalPath {
    std::map<Label, SimDuration> rows;
    TimeParts parts{};
    std::int64_t messages = 0;             ///< that it follows: latency is paid so many times
    [[nodiscard]] TimePart bound() const;  ///< the greatest part
  };
  [[nodiscard]] CriticalPath critical_path() const;

 private:
  struct Segment {
    SimTime begin, end;
    Label label;
    PartyId sender;  ///< of the message that ended the wait; the party itself when busy
    MessageLife life;
    /// What passes that no message ended; of a wait for a message, which tells its parts, nothing.
    std::optional<TimePart> own;
  };
  void pass(PartyId party, const Label& label, SimTime end, TimePart part);
  [[nodiscard]] const Segment* before(PartyId party, SimTime time) const;

  Providers providers_;  ///< in `rows`
  TimeObserver* observer_ = nullptr;
  std::map<PartyId, std::vector<Segment>> segments_;
  std::map<std::pair<PartyId, Label>, TimeParts> rows_;
};

}  // namespace fathom
