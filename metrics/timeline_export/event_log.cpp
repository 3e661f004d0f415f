#include "metrics/timeline_export/event_log.hpp"

namespace fathom {
namespace {

bool is_same(const TimePiece& a, const TimePiece& b) {
  return a.label == b.label && a.part == b.part && a.sender == b.sender && a.message == b.message;
}

}  // namespace

void EventLog::on_time(const Stretch& stretch) {
  std::vector<TimePiece>& pieces = times_[stretch.party];
  TimePiece piece;
  piece.label = stretch.label;
  piece.sender = stretch.sender;
  piece.end = stretch.begin;
  if (stretch.life != nullptr) {
    piece.message = number_of({stretch.sender, stretch.party}, *stretch.life);
  }
  for (const TimePart part : kPartsInOrder) {
    const SimDuration time = stretch.parts[static_cast<std::size_t>(part)];
    if (time == SimDuration{}) continue;
    piece.part = part;
    piece.begin = piece.end;
    piece.end = piece.begin + time;
    if (!pieces.empty() && is_same(pieces.back(), piece)) {
      pieces.back().end = piece.end;
    } else {
      pieces.push_back(piece);
    }
  }
}

void EventLog::add_message(Link link, const Label& label, MessageKind kind, Elements elements,
                           Bytes message, const MessageLife& life) {
  messages_.push_back({link, label, kind, elements, wire_bytes(message, transport_), life});
  numbers_[link].push_back(static_cast<std::uint32_t>(messages_.size()));
}

/// An idle host handles what arrives at once, so the message is among the last of its link: the
/// first of those that arrived with it.
std::uint32_t EventLog::number_of(Link link, const MessageLife& life) const {
  const auto found = numbers_.find(link);
  if (found == numbers_.end()) return 0;
  std::uint32_t number = 0;
  for (auto it = found->second.rbegin(); it != found->second.rend(); ++it) {
    const MessageLife& other = messages_[*it - 1].life;
    if (other.delivered < life.delivered) break;
    if (other.delivered == life.delivered && other.sent == life.sent) number = *it;
  }
  return number;
}

}  // namespace fathom
