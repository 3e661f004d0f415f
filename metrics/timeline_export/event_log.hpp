#pragma once

#include <cstdint>
#include <map>
#include <unordered_map>
#include <vector>

#include "metrics/framing.hpp"
#include "metrics/ledger.hpp"
#include "metrics/time_observer.hpp"

namespace fathom {

/// Part of a party's time, in which nothing changed.
struct TimePiece {
  Label label;  ///< with its step
  TimePart part = TimePart::busy;
  PartyId sender;             ///< who was waited for; the party itself where nobody was
  std::uint32_t message = 0;  ///< which ended the wait: its number, from 1; 0: none
  SimTime begin, end;
};

/// A message that arrived.
struct MessageEvent {
  Link link;
  Label label;
  MessageKind kind = MessageKind::credit;
  Elements elements;
  Bytes wire;
  MessageLife life;
};

/// Everything that happened in a run, one after the other, where tables only add up: what the file
/// of a timeline is made from. Kept only where such a file was asked for: 40 bytes a piece of time,
/// 96 a message.
class EventLog final : public TimeObserver {
 public:
  /// `transport` is what carries the messages.
  explicit EventLog(Transport transport) : transport_(transport) {}

  void on_time(const Stretch& stretch) override;
  /// A message of `message` framed bytes arrived. Those of a link come in order.
  void add_message(Link link, const Label& label, MessageKind kind, Elements elements,
                   Bytes message, const MessageLife& life);

  /// By party, each without a gap from its start to its end.
  [[nodiscard]] const std::map<PartyId, std::vector<TimePiece>>& times() const { return times_; }
  /// In order of arrival; the first has the number 1.
  [[nodiscard]] const std::vector<MessageEvent>& messages() const { return messages_; }

 private:
  [[nodiscard]] std::uint32_t number_of(Link link, const MessageLife& life) const;

  Transport transport_;
  std::map<PartyId, std::vector<TimePiece>> times_;
  std::vector<MessageEvent> messages_;
  std::map<Link, std::vector<std::uint32_t>> numbers_;
};

}  // namespace fathom
