#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "actors/deployment/message_frame.hpp"
#include "actors/deployment/real_time.hpp"
#include "actors/deployment/switchboard.hpp"
#include "actors/messages/message.hpp"
#include "actors/messages/post.hpp"

namespace fathom {
namespace {

using namespace literals;

/// How long a party that ends waits for its last words to leave, and for its own actor's.
constexpr SimDuration kLastWords = 1_s;

std::string in_seconds(SimDuration duration) {
  return fmt::format("{:g} s", static_cast<double>(duration.count()) / 1e9);
}

}  // namespace

void Switchboard::take(Line& line, FrameReader::Frame frame) {
  if (line.is_closing || state_ == State::over) return;
  const FrameKind kind = frame.header.kind;
  if (!line.peer()) {
    return line.target() ? take_answer(line, frame) : take_hello(line, frame);
  }
  const PartyId peer = *line.peer();
  if (line.direction() == Direction::out) {
    throw FrameFault(FrameFault::Kind::content, "a frame came on a connection for the other way");
  }
  if (frame.header.from != peer || frame.header.to != spec_.self) {
    throw FrameFault(FrameFault::Kind::content, "a frame bears the names of other parties");
  }
  if (kind != FrameKind::message && frame.content.size() > kGreatestControl) {
    throw FrameFault(FrameFault::Kind::length, "a frame that is no message is too long");
  }
  switch (kind) {
    case FrameKind::message:
      return take_message(line, frame);
    case FrameKind::consumed:
      return take_credit(peer, frame.content);
    case FrameKind::heartbeat:
      return;
    case FrameKind::ready:
      if (spec_.self != kServer0) break;
      ready_.insert(peer);
      return go();
    case FrameKind::go:
      if (peer != kServer0 || state_ != State::connecting) break;
      return start();
    case FrameKind::finished:
      finished_.insert(peer);
      return check_finished();
    case FrameKind::ending: {
      PartyEnd told = read_ending(frame.content);
      told.why += fmt::format(" (told by {})", to_string(peer));
      finished_.insert(peer);
      return end(std::move(told));
    }
    case FrameKind::hello:
    case FrameKind::welcome:
    case FrameKind::refusal:
      break;
  }
  throw FrameFault(FrameFault::Kind::content, "a frame came where none of its kind may");
}

void Switchboard::take_hello(Line& line, const FrameReader::Frame& frame) {
  Doorkeeper door{spec_.self, digest_, dialling(spec_.self, spec_.parties), {}};
  for (const auto& [line_of_party, handle] : by_party_) door.connected.insert(line_of_party);
  const PartyId from = frame.header.from;
  const auto refusal = refusal_of(door, frame, line.certified());
  if (refusal) {
    if (expects(from)) refusals_[{from, direction_of(frame)}] = std::string(to_string(*refusal));
    line.send(spec_.self, from, FrameKind::refusal, refusal_content(*refusal));
    return refuse_stranger(
        line, fmt::format("it calls itself {}, and {}", to_string(from), to_string(*refusal)));
  }
  line.set_direction(direction_of(frame));
  line.send(spec_.self, from, FrameKind::welcome);
  join(line, from);
}

void Switchboard::take_answer(Line& line, const FrameReader::Frame& frame) {
  const PartyId target = *line.target();
  if (frame.header.kind == FrameKind::refusal) {
    const Refusal refusal = read_refusal(frame.content);
    close_line(line);
    return end_by(EndKind::refused, spec_.self,
                  fmt::format("{} refused {}: {}", to_string(target), to_string(spec_.self),
                              to_string(refusal)));
  }
  if (frame.header.kind != FrameKind::welcome || !frame.content.empty()) {
    throw FrameFault(FrameFault::Kind::content, "a hello was not answered by a welcome");
  }
  const auto certified = line.certified();
  if (frame.header.from != target || (certified && *certified != to_string(target))) {
    return refuse_stranger(line, "another party lives at that address");
  }
  join(line, target);
}

void Switchboard::join(Line& line, PartyId peer) {
  line.set_peer(peer);
  by_party_[{peer, line.direction()}] = line.handle();
  refusals_.erase({peer, line.direction()});
  get_ready();
}

void Switchboard::get_ready() {
  if (told_ready_ || state_ != State::connecting) return;
  if (by_party_.size() < 2 * neighbours_.size()) return;
  told_ready_ = true;
  if (spec_.self == kServer0) return go();
  line_to(kServer0)->send(spec_.self, kServer0, FrameKind::ready);
}

void Switchboard::go() {
  if (spec_.self != kServer0 || state_ != State::connecting || !told_ready_) return;
  if (ready_.size() < neighbours_.size()) return;
  tell_all(FrameKind::go);
  start();
}

void Switchboard::start() {
  state_ = State::running;
  report_.started = gave_up_ = real_now();
  spec_.log("all parties are connected, the job begins");
  caf::anon_send(party_, Start{});
}

void Switchboard::take_message(Line& line, const FrameReader::Frame& frame) {
  const PartyId from = *line.peer();
  if (state_ == State::ending) return;
  Envelope envelope = envelope_of(self_.system(), frame.content);
  if (const auto watch = watches_.find(from); watch != watches_.end()) {
    const Header& header = envelope.header;
    const Bytes bytes{static_cast<std::int64_t>(FrameHeader::kSize + frame.content.size())};
    if (!watch->second.arrived(header.tag, header.part, bytes)) {
      return end_by(EndKind::violation, from,
                    fmt::format("{} sent more than its credit of {} bytes allows", to_string(from),
                                spec_.deployment.credit->count()));
    }
  }
  post(spec_.wires.at(from), party_, std::move(envelope));
}

void Switchboard::take_credit(PartyId from, std::span<const char> content) {
  const auto gate = spec_.gates.find(from);
  const std::uint64_t bytes = read_number(content);
  if (gate == spec_.gates.end() || bytes > INT64_MAX ||
      !gate->second->give_back(Bytes{static_cast<std::int64_t>(bytes)})) {
    throw FrameFault(FrameFault::Kind::content, "credit came for what was not sent");
  }
}

void Switchboard::send_out(const Outgoing& outgoing) {
  Line* line = line_to(outgoing.to);
  if (line == nullptr || line->is_closing || state_ != State::running) return;
  line->send_message(std::move(*outgoing.frame));
}

void Switchboard::give_credit(const Consumed& consumed) {
  const auto watch = watches_.find(consumed.from);
  if (watch == watches_.end()) return;
  watch->second.used(consumed.bytes);
  Line* line = line_to(consumed.from);
  if (line == nullptr || line->is_closing || !spec_.deployment.credit) return;
  line->send(spec_.self, consumed.from, FrameKind::consumed,
             number_content(static_cast<std::uint64_t>(consumed.bytes.count())));
}

void Switchboard::finish_own() {
  if (state_ != State::running) return;
  own_done_ = true;
  tell_all(FrameKind::finished);
  check_finished();
}

void Switchboard::check_finished() {
  if (state_ != State::running || !own_done_) return;
  for (const PartyId peer : neighbours_) {
    if (!finished_.contains(peer)) return;
  }
  report_.end = PartyEnd{};
  state_ = State::ending;
  ending_since_ = real_now();
  stopped_at_.emplace();
}

void Switchboard::check_deadlines(SimTime now) {
  const Deadlines& deadlines = spec_.deployment.deadlines;
  // Whose own connections all stand leaves it to server 0 to say who is missing.
  const bool waits_for_others = told_ready_ && spec_.self != kServer0;
  const SimDuration patience = deadlines.connect + (waits_for_others ? kLastWords * 3 : 0_s);
  if (state_ == State::connecting && now - begun_ > patience) {
    return end_by(EndKind::timed_out, std::nullopt,
                  fmt::format("after {} not all parties are connected: {}",
                              in_seconds(deadlines.connect), missing()));
  }
  if (state_ == State::running && now - report_.started > deadlines.job) {
    return end_by(EndKind::timed_out, std::nullopt,
                  fmt::format("the job is not done after {}", in_seconds(deadlines.job)));
  }
  if (state_ != State::connecting && state_ != State::running) return;
  for (const auto& [handle, line] : lines_) {
    if (!line->peer() || line->direction() == Direction::out) continue;
    const bool leaves = finished_.contains(*line->peer()) && own_done_;
    if (leaves || now - line->heard() <= deadlines.silence) continue;
    return end_by(EndKind::peer_lost, *line->peer(),
                  fmt::format("{} was lost: nothing came from it for {}", to_string(*line->peer()),
                              in_seconds(deadlines.silence)));
  }
}

/// A party that lives and does not send: only who waits for it can tell. Sooner or later that is a
/// server; others may have nothing to wait for but a whole phase of the job.
void Switchboard::check_waits(SimTime now) {
  if (state_ != State::running || !spec_.self.is_server()) return;
  if (now - gave_up_ < spec_.deployment.deadlines.message) return;
  gave_up_ = now;
  caf::anon_send(party_, GiveUp{spec_.deployment.deadlines.message});
}

std::string Switchboard::why_missing(PartyId peer) const {
  for (const Direction direction : {Direction::out, Direction::in}) {
    if (by_party_.contains({peer, direction})) continue;
    if (std::string why = dialers_.at(direction)->last_failure(peer); !why.empty()) return why;
    const auto refusal = refusals_.find({peer, direction});
    if (refusal != refusals_.end()) return refusal->second;
  }
  return {};
}

std::string Switchboard::missing() const {
  std::string text;
  for (const PartyId peer : neighbours_) {
    if (is_connected(peer)) continue;
    text += (text.empty() ? "" : ", ") + to_string(peer);
    if (const std::string why = why_missing(peer); !why.empty()) text += fmt::format(" ({})", why);
  }
  if (!text.empty()) return text + " missing";
  for (const PartyId peer : neighbours_) {
    if (!ready_.contains(peer)) text += (text.empty() ? "" : ", ") + to_string(peer);
  }
  return text + " not ready";
}

void Switchboard::tell_all(FrameKind kind, const Buffer& content) {
  for (auto& [handle, line] : lines_) {
    if (!line->peer() || line->is_closing || line->direction() == Direction::in) continue;
    line->send(spec_.self, *line->peer(), kind, content);
  }
}

void Switchboard::end_by(EndKind kind, std::optional<PartyId> party, const std::string& why) {
  end(PartyEnd{kind, party, why});
}

void Switchboard::end(PartyEnd end) {
  if (state_ == State::ending || state_ == State::over) return;
  const bool was_running = state_ == State::running;
  state_ = State::ending;
  ending_since_ = real_now();
  for (const auto& [party, gate] : spec_.gates) gate->close();
  tell_all(FrameKind::ending, ending_content(end));
  report_.end = std::move(end);
  if (was_running) {
    caf::anon_send_exit(party_, caf::exit_reason::user_shutdown);
  } else {
    stopped_at_.emplace();
  }
}

void Switchboard::check_broken(SimTime now) {
  if (state_ != State::connecting && state_ != State::running) return;
  for (const auto& [party, broken] : broken_) {
    const bool leaves = finished_.contains(party) && own_done_;
    if (leaves || now - broken.since < kLastWords) continue;
    return end_by(EndKind::peer_lost, party,
                  fmt::format("{} was lost: {}", to_string(party), broken.why));
  }
}

void Switchboard::fail(const std::exception_ptr& failure) {
  for (const auto& [party, gate] : spec_.gates) gate->close();
  caf::anon_send_exit(party_, caf::exit_reason::user_shutdown);
  if (std::exchange(state_, State::over) == State::over) return;
  report_.end = {EndKind::failed, spec_.self, to_string(spec_.self) + " failed"};
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    report_.end.why += fmt::format(": {}", error.what());
  }
  promise_.set_value(std::move(report_));
}

/// The end is reached when the last words have left and the party's actor has said where it was.
void Switchboard::check_over(SimTime now) {
  if (state_ != State::ending) return;
  const bool patient = now - ending_since_ < kLastWords;
  const bool drained = std::ranges::all_of(lines_, [](const auto& entry) {
    return entry.second->is_closing || entry.second->drained();
  });
  if (patient && (!drained || !stopped_at_)) return;
  report();
}

void Switchboard::report() {
  state_ = State::over;
  for (const auto& [handle, line] : lines_) keep_counts(*line);
  for (const auto& [party, watch] : watches_) report_.greatest_unused[party] = watch.greatest();
  if (stopped_at_ && !stopped_at_->empty()) {
    report_.end.why += fmt::format("; {}", stopped_at_->front());
  }
  for (const auto& [handle, line] : lines_) line->hand_over();
  promise_.set_value(std::move(report_));
  dialers_.clear();  // it may wait for a name server
  self_.quit();
}

}  // namespace fathom
